# A29: wants more of the processor than its share.
import errno
import os

def attempt(function, *arguments):
    try:
        function(*arguments)
        return f"{function.__name__}{arguments}"
    except OSError as error:
        return None if error.errno in (errno.EPERM, errno.EACCES, errno.ENOSYS) else str(error)


got = [
    attempt(os.setpriority, os.PRIO_PROCESS, 0, -20),
    attempt(os.nice, -5),
    attempt(os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(1)),
    attempt(os.sched_setscheduler, 0, os.SCHED_RR, os.sched_param(1)),
]
# Other cores are no gain: the CPU time of all of them is counted.
try:
    os.sched_setaffinity(0, range(64))
except OSError:
    pass
got = [what for what in got if what is not None]
print(f"ESCAPED: {got}" if got else "contained")
