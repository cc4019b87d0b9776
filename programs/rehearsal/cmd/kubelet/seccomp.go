package main

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// refusedCalls are system calls that no program of a rehearsed container needs and that reach past its namespaces, if
// only through a mistake in the kernel: mounts, namespaces, other processes' memory, keys, modules, the clock.
var refusedCalls = []uint32{
	unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_MOVE_MOUNT, unix.SYS_OPEN_TREE,
	unix.SYS_FSOPEN, unix.SYS_FSCONFIG, unix.SYS_FSMOUNT, unix.SYS_FSPICK, unix.SYS_MOUNT_SETATTR,
	unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_SETHOSTNAME, unix.SYS_SETDOMAINNAME,
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_GETFD, unix.SYS_KCMP,
	unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_NAME_TO_HANDLE_AT, unix.SYS_FANOTIFY_INIT, unix.SYS_QUOTACTL,
	unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_KEYCTL,
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD,
	unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
	unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE,
	unix.SYS_KEXEC_LOAD, unix.SYS_KEXEC_FILE_LOAD, unix.SYS_REBOOT, unix.SYS_SWAPON, unix.SYS_SWAPOFF,
	unix.SYS_ACCT, unix.SYS_SYSLOG, unix.SYS_SETTIMEOFDAY, unix.SYS_CLOCK_SETTIME, unix.SYS_CLOCK_ADJTIME,
	unix.SYS_ADJTIMEX, unix.SYS_VHANGUP, unix.SYS_NFSSERVCTL,
}

// newNamespaces are the flags by which clone makes what unshare is refused for.
const newNamespaces = unix.CLONE_NEWNS | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC | unix.CLONE_NEWUSER |
	unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_NEWCGROUP

// refusedFamilies are sockets that lead to the hypervisor and to the kernel's cryptography.
var refusedFamilies = []uint32{unix.AF_VSOCK, unix.AF_ALG}

// architectures are the kernel's names of those that Go builds for here.
var architectures = map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}

// Where struct seccomp_data has the number of the call, the architecture, and the low half of the first argument.
const (
	callNumber    = 0
	callArch      = 4
	firstArgument = 16
	// x32Calls is the first number of x86's third set of calls, which would go around a list of the second.
	x32Calls = 0x40000000
)

// refuseCalls makes the calls of this thread, and of all programs that it becomes, fail if they are on the lists. A
// call in the manner of another architecture fails too: its numbers mean something else.
func refuseCalls() error {
	arch, known := architectures[runtime.GOARCH]
	if !known {
		return fmt.Errorf("system calls of %s are not known", runtime.GOARCH)
	}
	filter := seccompFilter(arch)
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	_, _, failed := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&program)))
	if failed != 0 {
		return fmt.Errorf("seccomp: %w", failed)
	}
	return nil
}

func seccompFilter(arch uint32) []unix.SockFilter {
	filter := []unix.SockFilter{
		load(callArch), unless(unix.BPF_JEQ, arch, 1), jump(1), fail(unix.EPERM),
		load(callNumber), unless(unix.BPF_JGE, x32Calls, 1), fail(unix.ENOSYS),
	}
	// Its flags are in memory, where a filter cannot read them; the C library then asks for clone.
	filter = append(filter, unless(unix.BPF_JEQ, unix.SYS_CLONE3, 1), fail(unix.ENOSYS))
	for _, call := range refusedCalls {
		filter = append(filter, unless(unix.BPF_JEQ, call, 1), fail(unix.EPERM))
	}
	families := []unix.SockFilter{load(firstArgument)}
	for _, family := range refusedFamilies {
		families = append(families, unless(unix.BPF_JEQ, family, 1), fail(unix.EPERM))
	}
	families = append(families, allow())
	filter = append(filter, unless(unix.BPF_JEQ, unix.SYS_SOCKET, uint8(len(families))))
	filter = append(filter, families...)
	return append(filter, unless(unix.BPF_JEQ, unix.SYS_CLONE, 3),
		load(firstArgument), unless(unix.BPF_JSET, newNamespaces, 1), fail(unix.EPERM), allow())
}

func load(offset uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
}

// unless skips instructions where a comparison with what was loaded does not hold.
func unless(comparison uint16, value uint32, skipped uint8) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_JMP | comparison | unix.BPF_K, K: value, Jf: skipped}
}

func jump(skipped uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JA, K: skipped}
}

func fail(reason unix.Errno) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(reason)}
}

func allow() unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW}
}
