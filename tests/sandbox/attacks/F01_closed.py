# F01: closes its output and ends well.
import os

os.close(1)
os._exit(0)
