// B09: becomes another user or holds a capability, by calls and by what it was left with.
#include <cerrno>
#include <cstdio>

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

bool contained = true;

void Check(const char* what, long result) {
  if (result < 0 && (errno == EPERM || errno == EINVAL)) return;
  std::printf("ESCAPED: %s gave %ld, errno %d\n", what, result, errno);
  contained = false;
}

void Require(const char* what, bool holds) {
  if (holds) return;
  std::printf("ESCAPED: %s\n", what);
  contained = false;
}

int main() {
  Check("setuid", setuid(0));
  Check("setresuid", setresuid(0, 0, 0));
  Check("setgid", setgid(0));
  const gid_t root = 0;
  Check("setgroups", setgroups(1, &root));
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[2] = {};
  syscall(SYS_capget, &header, sets);
  for (const __user_cap_data_struct& set : sets) {
    Require("a capability is held", (set.effective | set.permitted | set.inheritable) == 0);
  }
  __user_cap_data_struct all[2] = {{~0U, ~0U, ~0U}, {~0U, ~0U, ~0U}};
  Check("capset", syscall(SYS_capset, &header, all));
  for (int number = 0; number <= 40; ++number) {
    Require("a capability could come back", prctl(PR_CAPBSET_READ, number) <= 0);
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0) == 0) {
      Require("an ambient capability was raised", false);
    }
  }
  Require("programs may bring privileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
  Check("taking no_new_privs back", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
  Require("user 0", getuid() != 0 && geteuid() != 0 && getgid() != 0);
  if (contained) std::puts("contained");
}
