package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// hold keeps the network namespace of this thread under a path.
func hold(path string) error {
	return unix.Mount(fmt.Sprintf("/proc/%d/task/%d/ns/net", os.Getpid(), unix.Gettid()), path, "", unix.MS_BIND, "")
}

func release(path string) {
	unix.Unmount(path, unix.MNT_DETACH)
	os.Remove(path)
}

// in calls a function on a thread in other namespaces, whose children are born there; each is a path and its kind.
func in(namespaces map[string]int, call func() error) error {
	result := make(chan error)
	go func() {
		// Never unlocked, so the thread ends with this goroutine.
		runtime.LockOSThread()
		for path, kind := range namespaces {
			namespace, err := netns.GetFromPath(path)
			if err == nil {
				err = unix.Setns(int(namespace), kind)
				namespace.Close()
			}
			if err != nil {
				result <- fmt.Errorf("namespace %s: %w", path, err)
				return
			}
		}
		result <- call()
	}()
	return <-result
}
