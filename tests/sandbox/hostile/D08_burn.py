# D08: turns off every timer and limit that could end it, then burns CPU time.
import resource
import signal

for number in (signal.SIGALRM, signal.SIGVTALRM, signal.SIGPROF, signal.SIGXCPU, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
signal.alarm(0)
for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
    signal.setitimer(timer, 0)
for wish in (resource.RLIM_INFINITY, 100):
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (wish, wish))
        print("ESCAPED: the limit was raised", flush=True)
    except (OSError, ValueError):
        pass
n = 0
while n < 400_000_000:
    n += 1
print("ESCAPED: ran to the end")
