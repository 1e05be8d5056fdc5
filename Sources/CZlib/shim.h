// zlib's C interface, as the system installs it (zlib1g-dev on Debian and Ubuntu).
#pragma once
#include <zlib.h>
