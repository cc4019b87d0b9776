// Command sandbox runs a command in namespaces of its own: users, mounts, processes, network, IPC, host name. Whatever
// the command starts, mounts, or writes below /run is gone when it ends, also when it, or this process, is killed: the
// kernel ends a process namespace with its first process. What it is given as --description is in a file below /run.
//
//	sandbox --address 198.19.0.1 -- command argument...
package main

import (
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"os"
)

// refused is the exit code of a machine that does not allow namespaces: a reason of its own, not a failure of the
// command.
const refused = 4

func main() {
	if len(os.Args) > 1 && os.Args[1] == initName {
		exit(runInit(os.Args[2:]))
	}
	address, description, command, err := parse(os.Args[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "sandbox: %v\n", err)
		os.Exit(2)
	}
	exit(runInNamespaces(append([]string{initName, address.String(), description}, command...)))
}

func parse(arguments []string) (address netip.Addr, description string, command []string, err error) {
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	text := flags.String("address", "198.19.0.1", "IPv4 `address` of this machine in its network namespace")
	flags.StringVar(&description, "description", "", "`text` of the file "+descriptionFile+" that the command finds")
	if err := flags.Parse(arguments); err != nil {
		return address, description, nil, err
	}
	address, err = netip.ParseAddr(*text)
	if err != nil || !address.Is4() {
		return address, description, nil, fmt.Errorf("--address must be an IPv4 address, got %q", *text)
	}
	if flags.NArg() == 0 {
		return address, description, nil, errors.New("a command must follow: sandbox -- command argument...")
	}
	return address, description, flags.Args(), nil
}

// exit ends with the code of the command, or with the reason why it was not run.
func exit(code int, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "sandbox: %v\n", err)
		code = 1
	}
	if errors.Is(err, errRefused) {
		code = refused
	}
	os.Exit(code)
}
