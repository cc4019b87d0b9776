// Package testport finds ports that the servers of a test can listen on.
package testport

import (
	"math/rand/v2"
	"net"
	"strconv"
	"testing"
)

const (
	// Below 32768 Linux gives no port to an outgoing connection (net.ipv4.ip_local_port_range), so that a port that is
	// free now is not taken by the next connection of the test before its server listens.
	lowest, highest = 10_000, 32_000
	// An engine of several ranks listens on the ports after its first one.
	room = 16
)

// Free returns a port of the host at which nothing listens, neither at the 15 ports after it.
func Free(t testing.TB, host string) int {
	t.Helper()
	for range 100 {
		port := lowest + room*rand.IntN((highest-lowest)/room)
		if isFree(host, port) {
			return port
		}
	}
	t.Fatalf("no %d ports in a row are free on %s between %d and %d", room, host, lowest, highest)
	return 0
}

func isFree(host string, first int) bool {
	for port := first; port < first+room; port++ {
		listener, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			return false
		}
		listener.Close()
	}
	return true
}
