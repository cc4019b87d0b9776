package main

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"golang.org/x/sys/unix"
)

// rooted is a folder whose content may be a container's: paths in it are followed as if it were the root of all files,
// so that no link that a container has made leads out of it.
type rooted struct {
	// folder is a descriptor of it.
	folder int
	// owner is whom new folders and files belong to.
	owner int
}

func openRooted(folder string, owner int) (rooted, error) {
	descriptor, err := unix.Open(folder, unix.O_PATH|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	return rooted{folder: descriptor, owner: owner}, err
}

func (r rooted) close() { unix.Close(r.folder) }

// open is a descriptor of a file or folder that is there.
func (r rooted) open(name string) (int, error) {
	return r.openAs(name, 0)
}

func (r rooted) openAs(name string, flags uint64) (int, error) {
	how := unix.OpenHow{
		Flags:   flags | unix.O_PATH | unix.O_CLOEXEC,
		Resolve: unix.RESOLVE_IN_ROOT | unix.RESOLVE_NO_MAGICLINKS,
	}
	for {
		descriptor, err := unix.Openat2(r.folder, path.Join(".", path.Clean("/"+name)), &how)
		// Something was renamed on the way, and the kernel cannot say that it stayed inside.
		if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EINTR) {
			continue
		}
		if errors.Is(err, unix.ENOSYS) {
			return descriptor, fmt.Errorf("this needs Linux 5.12 or newer (openat2, mount_setattr): %w", err)
		}
		return descriptor, err
	}
}

// makeFolder is a descriptor of a folder, which it makes with all that lead to it if they are missing.
func (r rooted) makeFolder(name string) (int, error) {
	folder, err := r.openAs("/", unix.O_DIRECTORY)
	made := ""
	for _, part := range strings.FieldsFunc(path.Clean("/"+name), func(c rune) bool { return c == '/' }) {
		if err != nil {
			return folder, err
		}
		made += "/" + part
		var next int
		next, err = r.openAs(made, unix.O_DIRECTORY)
		if errors.Is(err, unix.ENOENT) {
			if err = r.makeIn(folder, part); err == nil {
				next, err = r.openAs(made, unix.O_DIRECTORY)
			}
		}
		unix.Close(folder)
		folder = next
	}
	return folder, err
}

// makeIn makes a folder in one that is held: what is at that name, were it a link, is not followed.
func (r rooted) makeIn(folder int, name string) error {
	if err := unix.Mkdirat(folder, name, 0o755); err != nil {
		return err
	}
	return unix.Fchownat(folder, name, r.owner, r.owner, unix.AT_SYMLINK_NOFOLLOW)
}

// makeFile is a descriptor of a file, which is empty if it was missing.
func (r rooted) makeFile(name string) (int, error) {
	folder, err := r.makeFolder(path.Dir(path.Clean("/" + name)))
	if err != nil {
		return folder, err
	}
	defer unix.Close(folder)
	const missing = unix.O_CREAT | unix.O_EXCL | unix.O_NOFOLLOW | unix.O_WRONLY | unix.O_CLOEXEC
	file, err := unix.Openat(folder, path.Base(name), missing, 0o644)
	if err == nil {
		unix.Close(file)
	} else if !errors.Is(err, unix.EEXIST) {
		return file, err
	}
	return r.open(name)
}

// descriptorPath is a path by which calls that take no descriptor find what it stands for.
func descriptorPath(descriptor int) string { return fmt.Sprintf("/proc/self/fd/%d", descriptor) }
