package main

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
)

// routeServices gives this machine a way to addresses of Services: without one it refuses to connect before anything is
// translated.
func routeServices(services netip.Prefix) error {
	loopback, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	route := &netlink.Route{
		LinkIndex: loopback.Attrs().Index,
		Dst:       &net.IPNet{IP: services.Masked().Addr().AsSlice(), Mask: net.CIDRMask(services.Bits(), 32)},
		Scope:     netlink.SCOPE_LINK,
	}
	if err := netlink.RouteReplace(route); err != nil {
		return fmt.Errorf("route to %s: %w; it needs a network namespace of this user, with its loopback device up", services,
			err)
	}
	return nil
}
