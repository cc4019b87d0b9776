package main

import (
	"errors"

	"golang.org/x/sys/unix"
)

// Bits by which the user 0 is given nothing when it runs a program (`include/uapi/linux/securebits.h`).
const (
	noRoot       = 1 << 0
	noRootLocked = 1 << 1
)

// hide keeps other processes of a container from this one's memory and files while it is still a program of the
// machine; the kernel forgets it when the container's command replaces it.
func hide() error {
	return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

// become takes the container's user and groups, and gives up every right for good: no capability now or by any
// program, and a filter of system calls.
func (r *containerRoot) become() error {
	if err := emptyBoundingSet(); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_SECUREBITS, noRoot|noRootLocked, 0, 0, 0); err != nil {
		return err
	}
	if r.Users {
		if err := errors.Join(unix.Setgroups(r.Groups), unix.Setresgid(r.GID, r.GID, r.GID),
			unix.Setresuid(r.UID, r.UID, r.UID)); err != nil {
			return err
		}
	}
	if err := dropCapabilities(); err != nil {
		return err
	}
	// The new user's own processes could look in again.
	if err := hide(); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	return refuseCalls()
}

// emptyBoundingSet takes away what a program could ever be given.
func emptyBoundingSet() error {
	for capability := uintptr(0); ; capability++ {
		err := unix.Prctl(unix.PR_CAPBSET_DROP, capability, 0, 0, 0)
		if errors.Is(err, unix.EINVAL) && capability > unix.CAP_SETPCAP {
			// The kernel knows no more.
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func dropCapabilities() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var none [2]unix.CapUserData
	return unix.Capset(&header, &none[0])
}
