#ifndef CKEYRING_H
#define CKEYRING_H
#endif
