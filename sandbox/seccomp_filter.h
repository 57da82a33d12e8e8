#pragma once

#include <string>
#include <vector>

#include <linux/filter.h>

// The system call filter of untrusted programs: everything is allowed but what is listed, since
// namespaces, limits and missing capabilities already bound what a call may do. Denied are the
// kernel's larger and younger surfaces (bpf, io_uring, userfaultfd, keys, mounts, tracing), new
// namespaces by unshare, clone flags and clone3 (ENOSYS: libraries fall back to clone), every
// socket (socketpair is allowed), System V objects, and locks on files, which runs could signal
// each other with. Other architectures and the x32 numbers end the process. See seccomp(2).

namespace rbench {

// The program in the kernel's form, made once and loaded by every run; empty and `error` set where
// this kernel or library cannot.
std::vector<sock_filter> BuildSeccompFilter(std::string* error);

// Loads it for this thread. no_new_privs must be set. Async-signal-safe; 0 or errno.
int LoadSeccompFilter(const sock_filter* filter, size_t length);

}  // namespace rbench
