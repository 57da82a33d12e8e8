# F01: closes its standard output and ends well.
import os

os.close(1)
os._exit(0)
