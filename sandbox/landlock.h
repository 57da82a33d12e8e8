#pragma once

namespace rbench {

// File walls where namespaces cannot be had (level 1; landlock(7), Linux 5.13 and later): a process
// that walls itself in reads below /usr, reads and writes below its current folder and a few
// harmless devices, and nothing else, for good, and so does what it starts. Paths can still be
// asked for (whether a file is there, and how large it is). Where the kernel can (6.12), it may not
// signal processes outside either.

// Whether this kernel can.
bool LandlockWorks();

// Walls the calling process in; no_new_privs must be set. 0 or errno.
int WallInFiles();

}  // namespace rbench
