package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

const (
	// attemptName is the first argument of this program as one that tries what a container must not be able to do.
	attemptName = "container-attempt"
	// inNamespaces is set where a test runs in the namespaces of a sandbox.
	inNamespaces = "CONTAINMENT_IN_NAMESPACES"
)

// TestMain is this program as what the kubelet starts itself as, too.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 1 && os.Args[1] == initName:
		fmt.Fprintf(os.Stderr, "kubelet: container: %v\n", runInit())
		os.Exit(startFailed)
	case len(os.Args) > 1 && os.Args[1] == joinName:
		runJoined()
		os.Exit(startFailed)
	case len(os.Args) > 1 && os.Args[1] == attemptName:
		attempt()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// attempt says which of the things it tries were done.
func attempt() {
	said := func(what string, failed error) {
		if failed == nil {
			fmt.Println("done: " + what)
		}
	}
	_, _, failed := unix.RawSyscall(unix.SYS_UNSHARE, unix.CLONE_NEWUSER, 0, 0)
	said("a user namespace", errorOf(failed))
	command := exec.Command("/proc/self/exe", attemptName+"-nothing")
	command.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER}
	said("a process in a user namespace", command.Start())
	said("a mount", unix.Mount("tmpfs", "/tmp", "tmpfs", 0, ""))
	said("a change of root", unix.Chroot("/tmp"))
	said("a device", unix.Mknod("/tmp/device", unix.S_IFCHR|0o666, int(unix.Mkdev(1, 1))))
	said("a keyring", call(unix.KeyctlGetKeyringID(unix.KEY_SPEC_SESSION_KEYRING, true)))
	said("a ring of calls", errorOf(second(unix.RawSyscall(unix.SYS_IO_URING_SETUP, 1, 0, 0))))
	said("a socket of the hypervisor", call(unix.Socket(unix.AF_VSOCK, unix.SOCK_STREAM, 0)))
	said("a setting of the kernel", os.WriteFile("/proc/sys/kernel/core_pattern", []byte("|/tmp/x"), 0))
	said("another user", unix.Setuid(1))
	said("a file of the machine", os.WriteFile("/usr/planted", nil, 0o644))
}

func call(_ int, err error) error { return err }

func second(_, _ uintptr, failed syscall.Errno) syscall.Errno { return failed }

func errorOf(failed syscall.Errno) error {
	if failed == 0 || failed == unix.EFAULT {
		return nil
	}
	return failed
}

// contained runs a test as a rehearsal runs the kubelet: in a user namespace, with one user, and with all if there are.
func contained(t *testing.T) bool {
	t.Helper()
	if os.Getenv(inNamespaces) != "" {
		if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
			t.Fatal(err)
		}
		return true
	}
	all := []int{1}
	if os.Getuid() == 0 && usersMapped() {
		all = append(all, 65536)
	}
	for _, users := range all {
		runIn(t, users)
	}
	return false
}

// runIn runs a test in namespaces with so many users.
func runIn(t *testing.T, users int) {
	t.Helper()
	command := exec.Command("/proc/self/exe", "-test.run=^"+t.Name()+"$", "-test.count=1")
	command.Env = append(os.Environ(), inNamespaces+"=1")
	command.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: users}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: users}},

		GidMappingsEnableSetgroups: users > 1,
	}
	output, err := command.CombinedOutput()
	if err != nil && command.ProcessState == nil {
		t.Skipf("this machine does not allow user namespaces: %v", err)
	}
	if err != nil {
		t.Errorf("in a sandbox of %d users: %v\n%s", users, err, output)
	}
}

// machine is a folder that stands for one of the machine, and what containers are made of.
type machine struct {
	t      *testing.T
	secret string
	volume string
	root   containerRoot
}

func newMachine(t *testing.T) *machine {
	m := &machine{t: t, secret: t.TempDir(), volume: t.TempDir()}
	m.write(filepath.Join(m.secret, "file"), "the machine's")
	for _, folder := range []string{m.secret, m.volume, filepath.Dir(m.secret)} {
		if err := os.Chmod(folder, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	mounts := []mount{{Source: self, Target: "/attempt", ReadOnly: true}}
	for _, folder := range []string{"/bin", "/lib", "/lib64", "/usr"} {
		if _, err := os.Stat(folder); err == nil {
			mounts = append(mounts, mount{Source: folder, Target: folder, ReadOnly: true})
		}
	}
	m.root = containerRoot{
		Path: filepath.Join(t.TempDir(), "root"), Hostname: "pod", Users: usersMapped(), Owner: inSandbox(0),
		UID: inSandbox(0), GID: inSandbox(0), Env: []string{"PATH=/usr/bin:/bin"}, Mounts: mounts,
	}
	return m
}

func (m *machine) write(path, text string) {
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) link(target, name string) {
	if err := os.Symlink(target, filepath.Join(m.volume, name)); err != nil {
		m.t.Fatal(err)
	}
}

// run starts a container with more mounts and returns what it said.
func (m *machine) run(command []string, mounts ...mount) string {
	m.t.Helper()
	root := m.root
	root.Command = command
	root.Mounts = append(append([]mount{}, root.Mounts...), mounts...)
	return m.start(root, func(*process) {})
}

func (m *machine) start(root containerRoot, during func(*process)) string {
	m.t.Helper()
	log, err := os.CreateTemp(m.t.TempDir(), "log")
	if err != nil {
		m.t.Fatal(err)
	}
	defer log.Close()
	replaced, pipe, err := os.Pipe()
	if err != nil {
		m.t.Fatal(err)
	}
	p := &process{root: root, ended: make(chan struct{})}
	if err := p.start(log, pipe); err != nil {
		m.t.Fatal(err)
	}
	pipe.Close()
	io.Copy(io.Discard, replaced)
	during(p)
	p.wait()
	said, err := os.ReadFile(log.Name())
	if err != nil {
		m.t.Fatal(err)
	}
	return string(said)
}

// isUntouched fails where the machine's folder is not as it was.
func (m *machine) isUntouched() {
	m.t.Helper()
	entries, err := os.ReadDir(m.secret)
	if err != nil || len(entries) != 1 {
		m.t.Errorf("the machine's folder has %v, %v", entries, err)
	}
	if text, err := os.ReadFile(filepath.Join(m.secret, "file")); string(text) != "the machine's" {
		m.t.Errorf("the machine's file says %q, %v", text, err)
	}
}

func TestALinkInAVolumeDoesNotLeadASubPathToTheMachine(t *testing.T) {
	if !contained(t) {
		return
	}
	m := newMachine(t)
	m.link(m.secret, "absolute")
	m.link(strings.Repeat("../", 20)+m.secret, "relative")
	m.link("/proc/self/root"+m.secret, "magic")
	for _, name := range []string{"absolute", "relative", "magic"} {
		said := m.run([]string{"/bin/sh", "-c", "echo x > /data/planted; cat /data/file"},
			mount{Source: m.volume, SubPath: name, Target: "/data"})
		if !strings.Contains(said, "/data: subPath "+name+": no such file or directory") {
			t.Errorf("%s: said %q", name, said)
		}
		m.isUntouched()
	}
	// A link that stays in the volume is followed.
	m.write(filepath.Join(m.volume, "file"), "the volume's")
	m.link("/file", "inside")
	said := m.run([]string{"/bin/cat", "/data"}, mount{Source: m.volume, SubPath: "inside", Target: "/data"})
	if said != "the volume's" {
		t.Errorf("said %q", said)
	}
}

func TestALinkInAVolumeDoesNotLeadAMountToTheMachine(t *testing.T) {
	if !contained(t) {
		return
	}
	m := newMachine(t)
	m.link(m.secret, "link")
	m.link(filepath.Join(m.secret, "file"), "file")
	other := filepath.Join(t.TempDir(), "other")
	m.write(other, "other")
	for _, second := range []mount{
		{Source: t.TempDir(), Target: "/data/link/folder"},
		{Source: t.TempDir(), Target: "/data/link"},
		{Source: other, Target: "/data/file"},
		{Source: other, Target: "/data/link/file"},
	} {
		m.run([]string{"/bin/true"}, mount{Source: m.volume, Target: "/data"}, second)
		m.isUntouched()
	}
}

func TestAContainerHasNoRightOverTheMachine(t *testing.T) {
	if !contained(t) {
		return
	}
	m := newMachine(t)
	if said := m.run([]string{"/attempt", attemptName}); said != "" {
		t.Errorf("a container could: %s", said)
	}
	status := []string{"/bin/grep", "-E", "^(Uid|Cap|NoNewPrivs|Seccomp:)", "/proc/self/status"}
	isWithoutRights(t, m.run(status))
}

func isWithoutRights(t *testing.T, status string) {
	t.Helper()
	none := "0000000000000000"
	// Root of a namespace of all users is root of the machine.
	user := "0"
	if usersMapped() {
		user = "65533"
	}
	wanted := "Uid:\t" + strings.Join([]string{user, user, user, user}, "\t") + "\n"
	for _, set := range []string{"Inh", "Prm", "Eff", "Bnd", "Amb"} {
		wanted += "Cap" + set + ":\t" + none + "\n"
	}
	wanted += "NoNewPrivs:\t1\nSeccomp:\t2\n"
	if status != wanted {
		t.Errorf("a container has %s, must have %s", status, wanted)
	}
}

func TestWhatIsMountedInAFolderOfTheMachineIsReadOnlyToo(t *testing.T) {
	if !contained(t) {
		return
	}
	m := newMachine(t)
	outer := t.TempDir()
	inner := filepath.Join(outer, "inner")
	if err := os.Mkdir(inner, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", inner, "tmpfs", 0, "mode=777"); err != nil {
		t.Fatal(err)
	}
	defer unix.Unmount(inner, unix.MNT_DETACH)
	plant := []string{"/bin/sh", "-c", "echo x > /outer/inner/planted"}
	m.run(plant, mount{Source: outer, Target: "/outer", ReadOnly: true})
	if entries, _ := os.ReadDir(inner); len(entries) != 0 {
		t.Errorf("a container could write %v", entries)
	}
}

func TestACommandThatJoinsAContainerHasNoMoreRights(t *testing.T) {
	if !contained(t) {
		return
	}
	m := newMachine(t)
	root := m.root
	root.Command = []string{"/bin/sh", "-c", "echo started; sleep 60"}
	m.start(root, func(p *process) {
		defer p.signal(syscall.SIGKILL)
		for _, attempted := range []struct {
			command []string
			check   func(out string, err error)
		}{
			{[]string{"/attempt", attemptName}, func(out string, err error) {
				if out != "" || err != nil {
					t.Errorf("a command could: %s, %v", out, err)
				}
			}},
			{[]string{"grep", "-E", "^(Uid|Cap|NoNewPrivs|Seccomp:)", "/proc/self/status"}, func(out string, err error) {
				isWithoutRights(t, out)
			}},
			{[]string{"hostname"}, func(out string, err error) {
				if out != "pod\n" {
					t.Errorf("it is not in the container: %q, %v", out, err)
				}
			}},
			{[]string{"nowhere"}, func(_ string, err error) { saysCode(t, err, notFound) }},
			{[]string{"/nowhere"}, func(_ string, err error) { saysCode(t, err, notFound) }},
			{[]string{"/tmp"}, func(_ string, err error) { saysCode(t, err, notExecutable) }},
			{[]string{"sh", "-c", "exit 7"}, func(_ string, err error) { saysCode(t, err, 7) }},
		} {
			var out bytes.Buffer
			err := p.run(context.Background(), attempted.command, streams{out: &out, err: &out})
			attempted.check(out.String(), err)
		}
	})
}

func saysCode(t *testing.T, err error, wanted int) {
	t.Helper()
	told := streams{}.tell(err)
	if coded, is := told.(interface{ ExitStatus() int }); !is || coded.ExitStatus() != wanted {
		t.Errorf("got %v, must have the code %d", told, wanted)
	}
}

func TestAContainersRootFileSystemIsItsOwn(t *testing.T) {
	if !contained(t) {
		return
	}
	m := newMachine(t)
	root := m.root
	root.Scratch = []string{"/scratch"}
	root.Command = []string{"/bin/sh", "-c", "touch /file /etc/file /scratch/file /tmp/file && ls /"}
	hosts := mount{Source: filepath.Join(m.secret, "file"), Target: "/etc/hosts", ReadOnly: true}
	root.Mounts = append(root.Mounts, hosts)
	said := m.start(root, func(*process) {})
	for _, name := range []string{"dev", "etc", "file", "proc", "scratch", "tmp", "usr"} {
		if !strings.Contains(said, name+"\n") {
			t.Errorf("it has no %s: %s", name, said)
		}
	}
	root.ReadOnly = true
	root.Command = []string{"/bin/sh", "-c", "touch /scratch/file /file"}
	if said := m.start(root, func(*process) {}); !strings.Contains(said, "Read-only") {
		t.Errorf("said %q", said)
	}
}

func TestARefusalIsToldAsItWas(t *testing.T) {
	for _, err := range []error{
		&exec.Error{Name: "a", Err: exec.ErrNotFound}, fmt.Errorf("other"),
		refusal{Op: "exec", Path: "/a", Reason: unix.EACCES}.error(),
	} {
		text, _ := json.Marshal(refusalOf(err))
		var read refusal
		json.Unmarshal(text, &read)
		if read.error().Error() != err.Error() {
			t.Errorf("got %q, must be %q", read.error(), err)
		}
	}
}
