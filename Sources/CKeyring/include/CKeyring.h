#ifndef CKEYRING_H
#define CKEYRING_H

// The kernel's key service as functions Swift can call: `syscall` is variadic, which Swift cannot
// import. Each returns what the kernel returns, or the negated `errno`. See keyrings(7), keyctl(2).

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

/// A key's or keyring's serial number; the special ones are negative.
typedef int32_t ck_serial;

#define CK_PROCESS_KEYRING ((ck_serial)-2)
#define CK_USER_KEYRING ((ck_serial)-4)

/// Key permissions (keyrings(7)) for one class of users; shift them to the class.
#define CK_VIEW ((uint32_t)0x01)
#define CK_READ ((uint32_t)0x02)
#define CK_SEARCH ((uint32_t)0x08)
#define CK_LINK ((uint32_t)0x10)
#define CK_SETATTR ((uint32_t)0x20)
#define CK_POSSESSOR_SHIFT 24
#define CK_OWNER_SHIFT 16

#ifdef __linux__

#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline long ck_result(long result) { return result < 0 ? -(long)errno : result; }

/// Links the user's persistent keyring into `destination`, restarts its time limit, and gives its
/// serial number.
static inline long ck_persistent_keyring(ck_serial destination) {
  return ck_result(syscall(SYS_keyctl, KEYCTL_GET_PERSISTENT, (uid_t)-1, destination));
}

/// Finds a key of type "user" in a keyring and the keyrings below it.
static inline long ck_search(ck_serial keyring, const char *description) {
  return ck_result(syscall(SYS_keyctl, KEYCTL_SEARCH, keyring, "user", description, 0));
}

/// Adds a key of type "user"; one of that description is updated.
static inline long ck_add(
  const char *description, const void *payload, size_t length, ck_serial keyring) {
  return ck_result(syscall(SYS_add_key, "user", description, payload, length, keyring));
}

/// Copies at most `length` bytes of the payload and gives the length of the whole.
static inline long ck_read(ck_serial key, void *buffer, size_t length) {
  return ck_result(syscall(SYS_keyctl, KEYCTL_READ, key, buffer, length));
}

static inline long ck_set_permissions(ck_serial key, uint32_t permissions) {
  return ck_result(syscall(SYS_keyctl, KEYCTL_SETPERM, key, permissions));
}

/// Starts the time limit of a key again; 0 seconds means none.
static inline long ck_set_timeout(ck_serial key, unsigned int seconds) {
  return ck_result(syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, key, seconds));
}

/// Links a key into a keyring, in place of one of the same type and description.
static inline long ck_link(ck_serial key, ck_serial keyring) {
  return ck_result(syscall(SYS_keyctl, KEYCTL_LINK, key, keyring));
}

static inline long ck_unlink(ck_serial key, ck_serial keyring) {
  return ck_result(syscall(SYS_keyctl, KEYCTL_UNLINK, key, keyring));
}

/// Removes a key from every keyring at once.
static inline long ck_invalidate(ck_serial key) {
  return ck_result(syscall(SYS_keyctl, KEYCTL_INVALIDATE, key));
}

/// Gives the calling thread a new, empty session keyring, as a new login has.
static inline long ck_join_new_session(void) {
  return ck_result(syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL));
}

#else

// Only Linux has the key service.
static inline long ck_persistent_keyring(ck_serial destination) { return -ENOSYS; }
static inline long ck_search(ck_serial keyring, const char *description) { return -ENOSYS; }
static inline long ck_add(
  const char *description, const void *payload, size_t length, ck_serial keyring) {
  return -ENOSYS;
}
static inline long ck_read(ck_serial key, void *buffer, size_t length) { return -ENOSYS; }
static inline long ck_set_permissions(ck_serial key, uint32_t permissions) { return -ENOSYS; }
static inline long ck_set_timeout(ck_serial key, unsigned int seconds) { return -ENOSYS; }
static inline long ck_link(ck_serial key, ck_serial keyring) { return -ENOSYS; }
static inline long ck_unlink(ck_serial key, ck_serial keyring) { return -ENOSYS; }
static inline long ck_invalidate(ck_serial key) { return -ENOSYS; }
static inline long ck_join_new_session(void) { return -ENOSYS; }

#endif

#endif
