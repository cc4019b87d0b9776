package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

// addressPool hands out addresses of pods; none twice, so that nobody takes a new pod for one that is gone.
type addressPool struct{ last atomic.Uint32 }

// The range that RFC 2544 sets aside for tests; its first 256 addresses are the machine's.
func (p *addressPool) next() net.IP {
	number := p.last.Add(1) + 255
	return net.IPv4(198, 19, byte(number>>8), byte(number)).To4()
}

// podNetwork is a network namespace with one device, whose other end is on this machine: every packet passes through
// it.
type podNetwork struct {
	address net.IP
	// Where the namespace is held, also while no process is in it.
	path string
	link string
}

func (k *kubelet) newNetwork(name string, sysctls map[string]string) (*podNetwork, error) {
	address := k.addresses.next()
	network := &podNetwork{
		address: address,
		path:    filepath.Join(k.root, "netns", name),
		link:    fmt.Sprintf("pod%d-%d", address[2], address[3]),
	}
	if err := os.MkdirAll(filepath.Dir(network.path), 0o755); err != nil {
		return nil, err
	}
	namespace, err := newNamespace(network.path, sysctls)
	if err != nil {
		return nil, fmt.Errorf("network namespace: %w", err)
	}
	defer namespace.Close()
	return network, network.join(namespace, net.ParseIP(k.address))
}

// newNamespace makes a network namespace on a thread that ends with it, and holds it by a mount.
func newNamespace(path string, sysctls map[string]string) (netns.NsHandle, error) {
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		return netns.None(), err
	}
	type result struct {
		handle netns.NsHandle
		err    error
	}
	made := make(chan result)
	go func() {
		// Never unlocked: the thread must not serve another goroutine.
		runtime.LockOSThread()
		handle, err := netns.New()
		if err == nil {
			err = hold(path)
		}
		for name, value := range sysctls {
			if err == nil {
				err = os.WriteFile(filepath.Join("/proc/sys", strings.ReplaceAll(name, ".", "/")), []byte(value), 0)
			}
		}
		made <- result{handle, err}
	}()
	r := <-made
	return r.handle, r.err
}

// join gives the pod its address and a way to everywhere else, and this machine a way to the pod.
func (n *podNetwork) join(namespace netns.NsHandle, machine net.IP) error {
	attributes := netlink.NewLinkAttrs()
	attributes.Name = n.link
	pair := &netlink.Veth{LinkAttrs: attributes, PeerName: "eth0", PeerNamespace: netlink.NsFd(namespace)}
	if err := netlink.LinkAdd(pair); err != nil {
		return fmt.Errorf("device pair: %w", err)
	}
	inside, err := netlink.NewHandleAt(namespace)
	if err != nil {
		return err
	}
	defer inside.Close()
	for _, name := range []string{"lo", "eth0"} {
		device, err := inside.LinkByName(name)
		if err != nil {
			return fmt.Errorf("device %s: %w", name, err)
		}
		if err := inside.LinkSetUp(device); err != nil {
			return fmt.Errorf("device %s: %w", name, err)
		}
	}
	device, err := inside.LinkByName("eth0")
	if err != nil {
		return err
	}
	if err := inside.AddrAdd(device, &netlink.Addr{IPNet: only(n.address)}); err != nil {
		return fmt.Errorf("address %s: %w", n.address, err)
	}
	outside, err := netlink.LinkByName(n.link)
	if err != nil {
		return err
	}
	if err := netlink.LinkSetUp(outside); err != nil {
		return err
	}
	if err := netlink.RouteAdd(&netlink.Route{LinkIndex: outside.Attrs().Index, Dst: only(n.address), Src: machine,
		Scope: netlink.SCOPE_LINK}); err != nil {
		return fmt.Errorf("route to %s: %w", n.address, err)
	}
	// On the link although no network is: the machine answers for its address on every device.
	way := &netlink.Route{LinkIndex: device.Attrs().Index, Gw: machine, Flags: int(netlink.FLAG_ONLINK)}
	if err := inside.RouteAdd(way); err != nil {
		return fmt.Errorf("default route: %w", err)
	}
	return nil
}

// silence takes the pod's way out away. Its device stays up, so that packets to the pod vanish and nobody is told that
// it cannot be reached.
func (n *podNetwork) silence() error {
	namespace, err := netns.GetFromPath(n.path)
	if err != nil {
		return err
	}
	defer namespace.Close()
	inside, err := netlink.NewHandleAt(namespace)
	if err != nil {
		return err
	}
	defer inside.Close()
	routes, err := inside.RouteList(nil, netlink.FAMILY_V4)
	if err != nil {
		return err
	}
	for _, route := range routes {
		if err := inside.RouteDel(&route); err != nil {
			return fmt.Errorf("route %s: %w", route, err)
		}
	}
	return nil
}

func (n *podNetwork) remove() {
	if link, err := netlink.LinkByName(n.link); err == nil {
		netlink.LinkDel(link)
	}
	release(n.path)
}

func only(address net.IP) *net.IPNet { return &net.IPNet{IP: address, Mask: net.CIDRMask(32, 32)} }
