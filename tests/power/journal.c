/*
 * Writes down, in order, everything that a process does to the files below one folder, so that a test can work out what
 * a power cut would have left of it: what was not made durable by fsync may be there, or not, or in part.
 *
 * LD_PRELOAD this with POWER_FOLDER (absolute, without a slash at the end) and POWER_LOG (a file outside of that folder).
 *
 * A record: 'P', what, and six little-endian u64: inode, offset, then the lengths of two paths and of the data, and
 * a 0; then the paths and the data. Changes of content are written down before they happen and fsync after it was
 * done, so that no fsync ever seems to cover more than it did. sync_file_range is deliberately unknown here: it promises
 * nothing.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>


static const char *folder(void) {
    static const char *name;
    static int known;
    if (!known) { name = getenv("POWER_FOLDER"); known = 1; }
    return name;
}

/* Is the path the folder or below it? */
static int ours(const char *path) {
    const char *top = folder();
    size_t length;
    if (!top || !path) return 0;
    length = strlen(top);
    return strncmp(path, top, length) == 0 && (path[length] == 0 || path[length] == '/');
}

static int path_of_fd(int fd, char *path) {
    char link[64];
    ssize_t length;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

/* The absolute path of a name beside an open folder. */
static const char *beside(int fd, const char *name, char *room) {
    char dir[PATH_MAX];
    if (!name || name[0] == '/') return name;
    if (fd == AT_FDCWD) {
        if (!getcwd(dir, sizeof dir)) return name;
    } else if (!path_of_fd(fd, dir)) {
        return name;
    }
    if (snprintf(room, PATH_MAX, "%s/%s", dir, name) >= PATH_MAX) return name;
    return room;
}

static void put(unsigned char *at, uint64_t number) {
    for (int i = 0; i < 8; i++) at[i] = (unsigned char)(number >> (8 * i));
}

static void note(char what, uint64_t inode, uint64_t offset, const char *one, const char *two, const void *data, size_t length) {
    static int log = -1;
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    int error = errno;
    size_t first = one ? strlen(one) : 0, second = two ? strlen(two) : 0;
    size_t size = 50 + first + second + length;
    unsigned char *record = malloc(size);
    if (!record) abort();
    record[0] = 'P';
    record[1] = (unsigned char)what;
    put(record + 2, inode);
    put(record + 10, offset);
    put(record + 18, first);
    put(record + 26, second);
    put(record + 34, length);
    put(record + 42, 0);
    if (first) memcpy(record + 50, one, first);
    if (second) memcpy(record + 50 + first, two, second);
    if (length) memcpy(record + 50 + first + second, data, length);
    pthread_mutex_lock(&mutex);
    if (log < 0) {
        const char *path = getenv("POWER_LOG");
        log = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
        if (log < 0) abort();
    }
    if (syscall(SYS_write, log, record, size) != (long)size) abort();
    pthread_mutex_unlock(&mutex);
    free(record);
    errno = error;
}

/* The inode of an open file that lies below the folder, or 0. */
static uint64_t inode_of(int fd, int *is_folder) {
    struct stat stat;
    char path[PATH_MAX];
    int error = errno, is_ours;
    if (!folder()) return 0;
    is_ours = path_of_fd(fd, path) && ours(path) && fstat(fd, &stat) == 0
        && (S_ISREG(stat.st_mode) || S_ISDIR(stat.st_mode));
    errno = error;
    if (!is_ours) return 0;
    if (is_folder) *is_folder = S_ISDIR(stat.st_mode);
    return stat.st_ino;
}

static int opened(int fd, const char *path, int flags, int was_there) {
    struct stat stat;
    int error = errno;
    if (fd >= 0 && fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode)) {
        note(was_there ? 'O' : 'C', stat.st_ino, 0, path, 0, 0, 0);
        if (was_there && (flags & O_TRUNC)) note('T', stat.st_ino, 0, 0, 0, 0, 0);
    }
    errno = error;
    return fd;
}

static int open_any(int dir, const char *name, int flags, mode_t mode) {
    char room[PATH_MAX];
    struct stat stat;
    const char *path;
    int was_there;
    if (!folder()) return (int)syscall(SYS_openat, dir, name, flags, mode);
    path = beside(dir, name, room);
    if (!ours(path)) return (int)syscall(SYS_openat, dir, name, flags, mode);
    was_there = fstatat(AT_FDCWD, path, &stat, 0) == 0;
    return opened((int)syscall(SYS_openat, dir, name, flags, mode), path, flags, was_there);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
        return open_any(AT_FDCWD, path, flags, mode); \
    }
#define OPENAT(name) \
    int name(int dir, const char *path, int flags, ...) { \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
        return open_any(dir, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

static void note_write(int fd, const void *data, size_t length, off64_t offset) {
    uint64_t inode = inode_of(fd, 0);
    struct stat stat;
    if (!inode) return;
    if (offset < 0) {
        int flags = fcntl(fd, F_GETFL);
        offset = (flags & O_APPEND) && fstat(fd, &stat) == 0 ? stat.st_size : lseek64(fd, 0, SEEK_CUR);
    }
    note('W', inode, (uint64_t)offset, 0, 0, data, length);
}

ssize_t write(int fd, const void *data, size_t length) {
    if (folder() && fd > 2) note_write(fd, data, length, -1);
    return syscall(SYS_write, fd, data, length);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    if (folder()) note_write(fd, data, length, offset);
    return syscall(SYS_pwrite64, fd, data, length, offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    return pwrite64(fd, data, length, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    /* One part after the other: a short write is always allowed. */
    for (int i = 0; i < count; i++)
        if (parts[i].iov_len) return write(fd, parts[i].iov_base, parts[i].iov_len);
    return 0;
}

int ftruncate64(int fd, off64_t length) {
    uint64_t inode = inode_of(fd, 0);
    if (inode) note('T', inode, (uint64_t)length, 0, 0, 0, 0);
    return (int)syscall(SYS_ftruncate, fd, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

static int synced(int fd, int result) {
    char path[PATH_MAX];
    int is_folder = 0;
    uint64_t inode = result == 0 ? inode_of(fd, &is_folder) : 0;
    if (inode && is_folder && path_of_fd(fd, path)) note('D', inode, 0, path, 0, 0, 0);
    else if (inode) note('S', inode, 0, 0, 0, 0, 0);
    return result;
}

int fsync(int fd) { return synced(fd, (int)syscall(SYS_fsync, fd)); }
int fdatasync(int fd) { return synced(fd, (int)syscall(SYS_fdatasync, fd)); }

static int renamed(int old_dir, const char *old, int new_dir, const char *new, unsigned flags) {
    char one[PATH_MAX], two[PATH_MAX];
    const char *from = beside(old_dir, old, one), *to = beside(new_dir, new, two);
    int result = (int)syscall(SYS_renameat2, old_dir, old, new_dir, new, flags);
    if (result == 0 && (ours(from) || ours(to))) note('R', 0, 0, from, to, 0, 0);
    return result;
}

int rename(const char *old, const char *new) { return renamed(AT_FDCWD, old, AT_FDCWD, new, 0); }
int renameat(int a, const char *old, int b, const char *new) { return renamed(a, old, b, new, 0); }
int renameat2(int a, const char *old, int b, const char *new, unsigned flags) { return renamed(a, old, b, new, flags); }

static int unlinked(int dir, const char *name, int flags) {
    char room[PATH_MAX];
    const char *path = beside(dir, name, room);
    int result = (int)syscall(SYS_unlinkat, dir, name, flags);
    if (result == 0 && ours(path)) note('U', 0, 0, path, 0, 0, 0);
    return result;
}

int unlink(const char *name) { return unlinked(AT_FDCWD, name, 0); }
int unlinkat(int dir, const char *name, int flags) { return unlinked(dir, name, flags); }
int rmdir(const char *name) { return unlinked(AT_FDCWD, name, AT_REMOVEDIR); }

static int made(int dir, const char *name, mode_t mode) {
    char room[PATH_MAX];
    const char *path = beside(dir, name, room);
    int result = (int)syscall(SYS_mkdirat, dir, name, mode);
    if (result == 0 && ours(path)) note('M', 0, 0, path, 0, 0, 0);
    return result;
}

int mkdir(const char *name, mode_t mode) { return made(AT_FDCWD, name, mode); }
int mkdirat(int dir, const char *name, mode_t mode) { return made(dir, name, mode); }

/* Copies inside the kernel cannot be seen; whoever is refused copies by reading and writing. */
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t length, unsigned flags) {
    if (inode_of(out, 0)) { errno = ENOSYS; return -1; }
    return syscall(SYS_copy_file_range, in, from, out, to, length, flags);
}

ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) {
    if (inode_of(out, 0)) { errno = EINVAL; return -1; }
    return syscall(SYS_sendfile, out, in, offset, count);
}

ssize_t sendfile(int out, int in, off_t *offset, size_t count) { return sendfile64(out, in, offset, count); }
