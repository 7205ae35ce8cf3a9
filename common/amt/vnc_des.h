/* DES as VNC uses it, with the bits of each key byte reversed. With libcrypto. */
#ifndef FCFH_COMMON_AMT_VNC_DES_H
#define FCFH_COMMON_AMT_VNC_DES_H

#include <stdbool.h>
#include <stddef.h>

enum { VNC_DES_KEY = 8, VNC_DES_BLOCK = 8 };

/* len bytes, whole blocks, each by itself. False: libcrypto cannot. */
bool vnc_des(const unsigned char key[VNC_DES_KEY], const unsigned char *in, size_t len,
             unsigned char *out);

/* A password of up to eight characters as in the files that vncpasswd writes. It is obscured with a
 * key that everybody knows. */
bool vnc_des_hide(const char *password, unsigned char out[VNC_DES_BLOCK]);

#endif
