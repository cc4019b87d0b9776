package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// insideNamespace is set for the run of this test binary that is alone in a network namespace.
const insideNamespace = "NETWORK_TEST_NAMESPACE"

var machine = netip.MustParseAddr("198.19.0.1")

// inNamespace runs the calling test again where it may do what it likes to the network.
func inNamespace(t *testing.T) bool {
	t.Helper()
	if os.Getenv(insideNamespace) != "" {
		return true
	}
	again := exec.Command("/proc/self/exe", "-test.run=^"+t.Name()+"$", "-test.v")
	again.Env = append(os.Environ(), insideNamespace+"=1")
	again.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	said, err := again.CombinedOutput()
	if ended := (*exec.ExitError)(nil); err != nil && !errors.As(err, &ended) {
		t.Skipf("this machine gives no namespaces: %v", err)
	}
	if strings.Contains(string(said), "--- SKIP") {
		t.Skip(string(said))
	}
	if err != nil || !strings.Contains(string(said), "--- PASS") {
		t.Errorf("%v\n%s", err, said)
	}
	return false
}

// newMachine is a namespace that passes packets on, with a route to Services.
func newMachine(t *testing.T) {
	t.Helper()
	loopback, err := netlink.LinkByName("lo")
	must(t, err)
	must(t, netlink.LinkSetUp(loopback))
	must(t, netlink.AddrAdd(loopback, &netlink.Addr{IPNet: host(machine)}))
	must(t, os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0))
	if err := routeServices(netip.MustParsePrefix("198.18.0.0/16")); err != nil {
		t.Skip(err)
	}
}

// podNamespace runs functions inside the network namespace of a pod.
type podNamespace struct {
	address netip.Addr
	work    chan func()
}

func newPod(t *testing.T, text string) *podNamespace {
	t.Helper()
	pod := &podNamespace{address: netip.MustParseAddr(text), work: make(chan func())}
	namespace := make(chan int)
	go func() {
		// Never unlocked: the thread ends with the goroutine.
		runtime.LockOSThread()
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			panic(err)
		}
		descriptor, err := unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			panic(err)
		}
		namespace <- descriptor
		for work := range pod.work {
			work()
		}
	}()
	t.Cleanup(func() { close(pod.work) })

	attributes := netlink.NewLinkAttrs()
	attributes.Name = "pod" + strings.ReplaceAll(text, ".", "")[5:]
	must(t, netlink.LinkAdd(&netlink.Veth{LinkAttrs: attributes, PeerName: "eth0",
		PeerNamespace: netlink.NsFd(<-namespace)}))
	outside, err := netlink.LinkByName(attributes.Name)
	must(t, err)
	must(t, netlink.LinkSetUp(outside))
	must(t, netlink.RouteAdd(&netlink.Route{
		LinkIndex: outside.Attrs().Index, Dst: host(pod.address), Src: machine.AsSlice(), Scope: netlink.SCOPE_LINK,
	}))
	pod.do(func() {
		for _, name := range []string{"lo", "eth0"} {
			device, err := netlink.LinkByName(name)
			must(t, err)
			must(t, netlink.LinkSetUp(device))
		}
		device, err := netlink.LinkByName("eth0")
		must(t, err)
		must(t, netlink.AddrAdd(device, &netlink.Addr{IPNet: host(pod.address)}))
		must(t, netlink.RouteAdd(&netlink.Route{LinkIndex: device.Attrs().Index, Gw: machine.AsSlice(),
			Flags: int(netlink.FLAG_ONLINK)}))
	})
	return pod
}

func (p *podNamespace) do(work func()) {
	done := make(chan bool)
	p.work <- func() { defer close(done); work() }
	<-done
}

// serve answers each connection with a name and the address that it came from.
func (p *podNamespace) serve(t *testing.T, port uint16, name string) {
	t.Helper()
	p.do(func() { listen(t, netip.AddrPortFrom(p.address, port), name) })
}

func (p *podNamespace) connect(to string) (answer string) {
	p.do(func() { answer = connect(to) })
	return answer
}

func listen(t *testing.T, at netip.AddrPort, name string) {
	t.Helper()
	listener, err := net.Listen("tcp4", at.String())
	must(t, err)
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			fmt.Fprintf(connection, "%s for %s", name, connection.RemoteAddr().(*net.TCPAddr).IP)
			connection.Close()
		}
	}()
}

// connect returns what was answered, or `refused`, or `dropped`.
func connect(to string) string {
	connection, err := net.DialTimeout("tcp4", to, 400*time.Millisecond)
	failure := net.Error(nil)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.As(err, &failure) && failure.Timeout():
		return "dropped"
	case err != nil:
		return err.Error()
	}
	defer connection.Close()
	answer := make([]byte, 100)
	length, _ := connection.Read(answer)
	return string(answer[:length])
}

func host(address netip.Addr) *net.IPNet {
	return &net.IPNet{IP: address.AsSlice(), Mask: net.CIDRMask(32, 32)}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
