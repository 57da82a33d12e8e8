#include "sandbox/seccomp_filter.h"

#include <cerrno>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace rbench {
namespace {

struct Denied {
  int number;
  int error;
};

// By number where libseccomp 2.5 does not know the name.
constexpr Denied kDenied[] = {
    // namespaces, mounts, roots
    {SYS_unshare, EPERM},
    {SYS_setns, EPERM},
    {SYS_mount, EPERM},
    {SYS_umount2, EPERM},
    {SYS_pivot_root, EPERM},
    {SYS_chroot, EPERM},
    {SYS_move_mount, EPERM},
    {SYS_open_tree, EPERM},
    {SYS_fsopen, EPERM},
    {SYS_fsconfig, EPERM},
    {SYS_fsmount, EPERM},
    {SYS_fspick, EPERM},
    {442 /* mount_setattr */, EPERM},
    {457 /* statmount */, EPERM},
    {458 /* listmount */, EPERM},
    {SYS_name_to_handle_at, EPERM},
    {SYS_open_by_handle_at, EPERM},
    {SYS_clone3, ENOSYS},
    // other processes
    {SYS_ptrace, EPERM},
    {SYS_process_vm_readv, EPERM},
    {SYS_process_vm_writev, EPERM},
    {SYS_kcmp, EPERM},
    {SYS_pidfd_getfd, EPERM},
    {440 /* process_madvise */, EPERM},
    {448 /* process_mrelease */, EPERM},
    {SYS_migrate_pages, EPERM},
    {SYS_move_pages, EPERM},
    // large or young surfaces of the kernel
    {SYS_bpf, EPERM},
    {SYS_perf_event_open, EPERM},
    {SYS_userfaultfd, EPERM},
    {SYS_io_uring_setup, EPERM},
    {SYS_io_uring_enter, EPERM},
    {SYS_io_uring_register, EPERM},
    {SYS_add_key, EPERM},
    {SYS_request_key, EPERM},
    {SYS_keyctl, EPERM},
    {SYS_memfd_create, EPERM},
    {447 /* memfd_secret */, EPERM},
    {SYS_vmsplice, EPERM},
    {SYS_fanotify_init, EPERM},
    {SYS_quotactl, EPERM},
    {SYS_lookup_dcookie, EPERM},
    {SYS_modify_ldt, EPERM},
    {SYS_remap_file_pages, EPERM},
    {SYS_personality, EPERM},
    {459 /* lsm_get_self_attr */, EPERM},
    {460 /* lsm_set_self_attr */, EPERM},
    // the machine
    {SYS_acct, EPERM},
    {SYS_swapon, EPERM},
    {SYS_swapoff, EPERM},
    {SYS_reboot, EPERM},
    {SYS_kexec_load, EPERM},
    {SYS_kexec_file_load, EPERM},
    {SYS_init_module, EPERM},
    {SYS_finit_module, EPERM},
    {SYS_delete_module, EPERM},
    {SYS_syslog, EPERM},
    {SYS_iopl, EPERM},
    {SYS_ioperm, EPERM},
    {SYS_settimeofday, EPERM},
    {SYS_clock_settime, EPERM},
    {SYS_clock_adjtime, EPERM},
    {SYS_adjtimex, EPERM},
    {SYS_sethostname, EPERM},
    {SYS_setdomainname, EPERM},
    {SYS_vhangup, EPERM},
    {SYS_ioprio_set, EPERM},
    {SYS_sched_setscheduler, EPERM},
    {SYS_sched_setattr, EPERM},
    // channels between runs, and memory that no limit of a process counts
    {SYS_shmget, EPERM},
    {SYS_semget, EPERM},
    {SYS_msgget, EPERM},
    {SYS_socket, EPERM},
    {SYS_flock, ENOLCK},
};

constexpr uint64_t kNamespaceFlags[] = {CLONE_NEWUSER,   CLONE_NEWNS,  CLONE_NEWPID,
                                        CLONE_NEWNET,    CLONE_NEWIPC, CLONE_NEWUTS,
                                        CLONE_NEWCGROUP, 0x80 /* CLONE_NEWTIME */};

constexpr int kLockCommands[] = {F_SETLK, F_SETLKW, 37 /* F_OFD_SETLK */, 38 /* F_OFD_SETLKW */};

// libseccomp's own macros leave a member out.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
int AddRules(scmp_filter_ctx filter) {
  // Parents outside of the box may not be reparented to: such a child would escape init's wait.
  int failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SYS_clone, 1,
                                SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_PARENT, CLONE_PARENT));
  for (const uint64_t flag : kNamespaceFlags) {
    failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SYS_clone, 1,
                               SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
  }
  for (const Denied& denied : kDenied) {
    failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(static_cast<uint32_t>(denied.error)),
                               denied.number, 0);
  }
  for (const int command : kLockCommands) {
    failed |= seccomp_rule_add(
        filter, SCMP_ACT_ERRNO(ENOLCK), SYS_fcntl, 1,
        SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, static_cast<scmp_datum_t>(command)));
  }
  // Buffers of socket pairs are memory that no limit of a process counts.
  for (const int option : {SO_SNDBUF, SO_RCVBUF}) {
    failed |= seccomp_rule_add(
        filter, SCMP_ACT_ERRNO(EPERM), SYS_setsockopt, 2,
        SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, SOL_SOCKET),
        SCMP_A2(SCMP_CMP_MASKED_EQ, 0xffffffff, static_cast<scmp_datum_t>(option)));
  }
  // Limits of others: init has the program's user id.
  failed |=
      seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SYS_prlimit64, 1, SCMP_A0(SCMP_CMP_NE, 0));
  // The limit of core files stays what it is (slot.cc).
  constexpr auto kCore = static_cast<scmp_datum_t>(RLIMIT_CORE);
  failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SYS_setrlimit, 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, 0xffffffff, kCore));
  failed |=
      seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SYS_prlimit64, 2,
                       SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, kCore), SCMP_A2(SCMP_CMP_NE, 0));
  return failed;
}
#pragma GCC diagnostic pop

}  // namespace

std::vector<sock_filter> BuildSeccompFilter(std::string* error) {
  const std::unique_ptr<void, void (*)(void*)> filter(seccomp_init(SCMP_ACT_ALLOW),
                                                      &seccomp_release);
  std::vector<sock_filter> program;
  const auto fail = [&](const char* what) {
    *error = what;
    return std::vector<sock_filter>();
  };
  if (filter == nullptr) return fail("libseccomp cannot make a filter");
  // A binary tree over the numbers: a few comparisons a call instead of eighty.
  seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
  seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  if (AddRules(filter.get()) != 0) return fail("libseccomp refused a rule");
  const int file = ::memfd_create("seccomp", MFD_CLOEXEC);
  if (file < 0) return fail(std::strerror(errno));
  if (seccomp_export_bpf(filter.get(), file) != 0) {
    ::close(file);
    return fail("libseccomp cannot export its filter");
  }
  const off_t bytes = ::lseek(file, 0, SEEK_END);
  program.resize(static_cast<size_t>(bytes) / sizeof(sock_filter));
  const ssize_t got = ::pread(file, program.data(), program.size() * sizeof(sock_filter), 0);
  ::close(file);
  if (got != bytes) return fail("the exported filter cannot be read");
  return program;
}

int LoadSeccompFilter(const sock_filter* filter, size_t length) {
  sock_fprog program{static_cast<unsigned short>(length), const_cast<sock_filter*>(filter)};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 ? 0 : errno;
}

}  // namespace rbench
