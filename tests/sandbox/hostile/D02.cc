// D02: mounts, changes its root, opens files by handles.
#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
  struct {
    unsigned bytes = 128;
    int type = 1;
    unsigned char data[128] = {};
  } handle;
  int where = 0;
  unsigned long attributes[4] = {};
  const auto pointer = [](const void* at) { return reinterpret_cast<long>(at); };
  const struct {
    const char* name;
    long arguments[6];
  } calls[] = {
      {"mount", {SYS_mount, pointer("/"), pointer("/box"), 0, 4096, 0}},
      {"umount2", {SYS_umount2, pointer("/box"), 2}},
      {"pivot_root", {SYS_pivot_root, pointer("/box"), pointer("/box")}},
      {"chroot", {SYS_chroot, pointer("/box")}},
      {"name_to_handle_at",
       {SYS_name_to_handle_at, AT_FDCWD, pointer("/"), pointer(&handle), pointer(&where), 0}},
      {"open_by_handle_at", {SYS_open_by_handle_at, 0, pointer(&handle), O_RDONLY}},
      {"open_tree", {SYS_open_tree, AT_FDCWD, pointer("/"), 1}},
      {"move_mount", {SYS_move_mount, 0, pointer(""), AT_FDCWD, pointer("/box"), 4}},
      {"fsopen", {SYS_fsopen, pointer("tmpfs"), 0}},
      {"fspick", {SYS_fspick, AT_FDCWD, pointer("/"), 0}},
      {"mount_setattr", {442, AT_FDCWD, pointer("/"), 0, pointer(attributes), 32}},
      {"statmount", {457, pointer(attributes), pointer(attributes), 32, 0}},
      {"listmount", {458, pointer(attributes), pointer(attributes), 4, 0}},
      {"swapon", {SYS_swapon, pointer("/box/swap"), 0}},
      {"acct", {SYS_acct, pointer("/box/accounts")}},
      {"quotactl", {SYS_quotactl, 0x800001, pointer("/box"), 0, 0}},
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
