// D03: the kernel's large and young surfaces: programs in the kernel, rings, keys, modules.
#include <cerrno>
#include <cstdio>

#include <sys/syscall.h>
#include <unistd.h>

int main() {
  static char zeros[256];
  const long here = reinterpret_cast<long>(zeros);
  const long text = reinterpret_cast<long>("user");
  const struct {
    const char* name;
    long arguments[6];
  } calls[] = {
      {"bpf", {SYS_bpf, 0, here, 72}},
      {"perf_event_open", {SYS_perf_event_open, here, 0, -1, -1, 0}},
      {"userfaultfd", {SYS_userfaultfd, 1}},
      {"io_uring_setup", {SYS_io_uring_setup, 1, here}},
      {"io_uring_enter", {SYS_io_uring_enter, 0, 0, 0, 0, 0}},
      {"io_uring_register", {SYS_io_uring_register, 0, 0, 0, 0}},
      {"kexec_load", {SYS_kexec_load, 0, 1, here, 0}},
      {"kexec_file_load", {SYS_kexec_file_load, 0, 0, 0, text, 0}},
      {"init_module", {SYS_init_module, text, 1, text}},
      {"finit_module", {SYS_finit_module, 0, text, 0}},
      {"delete_module", {SYS_delete_module, text, 0}},
      {"add_key", {SYS_add_key, text, text, text, 1, -3}},
      {"request_key", {SYS_request_key, text, text, 0, -3}},
      {"keyctl", {SYS_keyctl, 0, -3, 1}},
      {"syslog", {SYS_syslog, 3, here, 200}},
      {"fanotify_init", {SYS_fanotify_init, 0, 0}},
      {"modify_ldt", {SYS_modify_ldt, 0, here, 16}},
      {"iopl", {SYS_iopl, 3}},
      {"ioperm", {SYS_ioperm, 0x80, 1, 1}},
      {"sethostname", {SYS_sethostname, text, 4}},
      {"setdomainname", {SYS_setdomainname, text, 4}},
      {"vmsplice", {SYS_vmsplice, 1, here, 0, 0}},
      {"move_pages", {SYS_move_pages, 1, 0, 0, 0, 0}},
      {"migrate_pages", {SYS_migrate_pages, 1, 0, 0, 0}},
      {"process_madvise", {440, 0, here, 1, 0, 0}},
      {"vhangup", {SYS_vhangup}},
      {"lookup_dcookie", {SYS_lookup_dcookie, 0, here, 16}},
  };
  bool contained = true;
  for (const auto& call : calls) {
    const long* const a = call.arguments;
    const long result = syscall(a[0], a[1], a[2], a[3], a[4], a[5]);
    if (result < 0 && (errno == EPERM || errno == ENOSYS || errno == EACCES)) continue;
    std::printf("ESCAPED: %s gave %ld, errno %d\n", call.name, result, errno);
    contained = false;
  }
  if (contained) std::puts("contained");
}
