package main

import (
	"fmt"
	"net"
	"strconv"

	"golang.org/x/sys/unix"
)

// reservePort binds a port of an address, any free one for port 0, and does not listen on it. The component binds the
// same port beside it (--permit-port-sharing), so nobody else can take it between the choice and the start.
func reservePort(address net.IP, wanted int) (port int, release func(), err error) {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return 0, nil, fmt.Errorf("no socket to be had: %w", err)
	}
	release = func() { unix.Close(socket) }
	unix.CloseOnExec(socket)
	err = unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1)
	if err == nil {
		err = unix.Bind(socket, &unix.SockaddrInet4{Addr: [4]byte(address.To4()), Port: wanted})
	}
	if err == nil {
		var name unix.Sockaddr
		if name, err = unix.Getsockname(socket); err == nil {
			return name.(*unix.SockaddrInet4).Port, release, nil
		}
	}
	release()
	return 0, nil, fmt.Errorf("no port to be had at %s: %w", net.JoinHostPort(address.String(), strconv.Itoa(wanted)), err)
}
