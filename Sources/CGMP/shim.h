// GMP's C interface, as the system installs it (libgmp-dev on Debian and Ubuntu).
#pragma once
#include <gmp.h>
