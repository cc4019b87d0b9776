package main

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"syscall"
	"unsafe"
)

// prepareNetwork brings the loopback device up, gives it the address, and lets packets of pods pass.
func prepareNetwork(address netip.Addr) error {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	if err := ioctl(socket, syscall.SIOCSIFFLAGS, flagsRequest("lo", syscall.IFF_UP)); err != nil {
		return fmt.Errorf("loopback device: %w", err)
	}
	// An alias beside 127.0.0.1; a device of its own would be one more thing to allow.
	if err := ioctl(socket, syscall.SIOCSIFADDR, addressRequest("lo:1", address)); err != nil {
		return fmt.Errorf("address %s: %w", address, err)
	}
	if err := ioctl(socket, syscall.SIOCSIFNETMASK,
		addressRequest("lo:1", netip.AddrFrom4([4]byte{255, 255, 255, 255}))); err != nil {
		return fmt.Errorf("netmask of %s: %w", address, err)
	}
	return os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0)
}

// interfaceRequest is the kernel's struct ifreq: a name, then flags or an address.
type interfaceRequest [40]byte

func flagsRequest(device string, flags uint16) *interfaceRequest {
	var request interfaceRequest
	copy(request[:], device)
	binary.NativeEndian.PutUint16(request[syscall.IFNAMSIZ:], flags)
	return &request
}

func addressRequest(device string, address netip.Addr) *interfaceRequest {
	request := flagsRequest(device, syscall.AF_INET)
	// struct sockaddr_in: family, port, address.
	copy(request[syscall.IFNAMSIZ+4:], address.AsSlice())
	return request
}

func ioctl(socket int, operation uintptr, request *interfaceRequest) error {
	if _, _, failed := syscall.Syscall(syscall.SYS_IOCTL, uintptr(socket), operation,
		uintptr(unsafe.Pointer(request))); failed != 0 {
		return failed
	}
	return nil
}
