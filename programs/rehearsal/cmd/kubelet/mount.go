package main

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// mount shows a file or folder of this machine in a container.
type mount struct {
	Source, Target string
	// SubPath is a path in Source that containers may have filled with links.
	SubPath  string
	ReadOnly bool
	// Device says that it is a device, which other mounts must not have.
	Device bool
}

// bind shows it at its target below the root. Neither the links of a volume that it comes from nor those of one that it
// goes into lead out of them.
func (m mount) bind(root rooted) error {
	tree, err := m.tree()
	if err != nil {
		return err
	}
	defer unix.Close(tree)
	var info unix.Stat_t
	if err := unix.Fstat(tree, &info); err != nil {
		return err
	}
	target := root.makeFile
	if info.Mode&unix.S_IFMT == unix.S_IFDIR {
		target = root.makeFolder
	}
	place, err := target(m.Target)
	if err != nil {
		return err
	}
	defer unix.Close(place)
	return attach(tree, place, m.attributes())
}

// check says whether there is what it shows. A container may change that until it is shown.
func (m mount) check() error {
	if m.SubPath == "" {
		return nil
	}
	return m.inVolume(func(int) error { return nil })
}

func (m mount) attributes() uint64 {
	attributes := uint64(unix.MOUNT_ATTR_NOSUID)
	if !m.Device {
		attributes |= unix.MOUNT_ATTR_NODEV
	}
	if m.ReadOnly {
		attributes |= unix.MOUNT_ATTR_RDONLY
	}
	return attributes
}

// tree is a copy of what is mounted at the source and below it, which is nowhere yet.
func (m mount) tree() (int, error) {
	if m.SubPath == "" {
		return cloneTree(unix.AT_FDCWD, m.Source)
	}
	tree := -1
	err := m.inVolume(func(folder int) (err error) {
		tree, err = cloneTree(folder, "")
		return err
	})
	return tree, err
}

// inVolume calls a function with a descriptor of what SubPath names.
func (m mount) inVolume(call func(int) error) error {
	volume, err := openRooted(m.Source, 0)
	if err != nil {
		return err
	}
	defer volume.close()
	descriptor, err := volume.open(m.SubPath)
	if err != nil {
		return fmt.Errorf("subPath %s: %w", m.SubPath, err)
	}
	defer unix.Close(descriptor)
	return call(descriptor)
}

func cloneTree(folder int, name string) (int, error) {
	const recursive = unix.OPEN_TREE_CLONE | unix.OPEN_TREE_CLOEXEC | unix.AT_RECURSIVE | unix.AT_EMPTY_PATH
	return unix.OpenTree(folder, name, recursive)
}

// attach gives a tree its attributes, with all that is mounted in it, and then its place.
func attach(tree, place int, attributes uint64) error {
	err := unix.MountSetattr(tree, "", unix.AT_EMPTY_PATH|unix.AT_RECURSIVE, &unix.MountAttr{Attr_set: attributes})
	if err != nil {
		return fmt.Errorf("attributes: %w", err)
	}
	return unix.MoveMount(tree, "", place, "", unix.MOVE_MOUNT_F_EMPTY_PATH|unix.MOVE_MOUNT_T_EMPTY_PATH)
}
