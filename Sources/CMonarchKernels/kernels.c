#include "CMonarchKernels.h"
