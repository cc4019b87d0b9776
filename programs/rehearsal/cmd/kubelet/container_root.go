package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// root says what the container sees and who it is.
func (c *container) root(ctx context.Context, image *image) (containerRoot, error) {
	env, err := c.pod.environment(ctx, c.spec, image)
	if err != nil {
		return containerRoot{}, err
	}
	user, err := c.user(image)
	if err != nil {
		return containerRoot{}, err
	}
	root := containerRoot{
		Path: c.pod.folder("roots", c.spec.Name), Hostname: c.pod.hostname(), Dir: c.spec.WorkingDir, Users: usersMapped(),
		UID: inSandbox(user.id), GID: inSandbox(user.group), Owner: inSandbox(0), Scratch: image.Scratch,
	}
	for _, group := range user.groups {
		root.Groups = append(root.Groups, inSandbox(group))
	}
	for _, name := range slices.Sorted(maps.Keys(env)) {
		root.Env = append(root.Env, name+"="+env[name])
	}
	root.Command = slices.Clone(image.Entrypoint)
	if len(c.spec.Command) > 0 {
		root.Command = slices.Clone(c.spec.Command)
	}
	root.Command = append(root.Command, c.spec.Args...)
	for i := range root.Command {
		root.Command[i] = expand(root.Command[i], env)
	}
	if security := c.spec.SecurityContext; security != nil {
		root.ReadOnly = valueOr(security.ReadOnlyRootFilesystem, false)
	}
	root.Mounts, err = c.mounts(image)
	return root, err
}

func (c *container) mounts(image *image) ([]mount, error) {
	search := c.pod.pod().Namespace + ".svc.cluster.local svc.cluster.local cluster.local"
	mounts := []mount{}
	for name, text := range map[string]string{
		"resolv.conf": fmt.Sprintf("search %s\nnameserver %s\noptions ndots:5\n", search, c.pod.kubelet.dns),
		"hosts":       fmt.Sprintf("127.0.0.1\tlocalhost\n%s\t%s\n", c.pod.network.address, c.pod.hostname()),
	} {
		path := c.pod.folder(name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return nil, err
		}
		mounts = append(mounts, mount{Source: path, Target: "/etc/" + name, ReadOnly: true})
	}
	for target, source := range image.Folders {
		mounts = append(mounts, mount{Source: source, Target: target, ReadOnly: true})
	}
	for target, source := range image.Files {
		mounts = append(mounts, mount{Source: source, Target: target, ReadOnly: true})
	}
	for _, m := range c.spec.VolumeMounts {
		v, known := c.pod.volumes[m.Name]
		if !known {
			return nil, fmt.Errorf("volume %s is not in the pod", m.Name)
		}
		shown := mount{
			Source: v.folder, SubPath: m.SubPath, Target: m.MountPath, ReadOnly: m.ReadOnly || v.readOnly,
		}
		if err := shown.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", m.MountPath, err)
		}
		mounts = append(mounts, shown)
	}
	// Outer folders first.
	slices.SortStableFunc(mounts, func(a, b mount) int { return strings.Compare(a.Target, b.Target) })
	return mounts, nil
}

type user struct {
	id, group int
	groups    []int
}

// user is who the container runs as: what the container says, else the pod, else the image.
func (c *container) user(image *image) (user, error) {
	u := user{id: int(image.User)}
	pod := valueOr(c.pod.pod().Spec.SecurityContext, corev1.PodSecurityContext{})
	own := valueOr(c.spec.SecurityContext, corev1.SecurityContext{})
	u.id = int(valueOr(own.RunAsUser, valueOr(pod.RunAsUser, image.User)))
	u.group = int(valueOr(own.RunAsGroup, valueOr(pod.RunAsGroup, 0)))
	for _, group := range pod.SupplementalGroups {
		u.groups = append(u.groups, int(group))
	}
	if pod.FSGroup != nil {
		u.groups = append(u.groups, int(*pod.FSGroup))
	}
	if u.id == 0 && valueOr(own.RunAsNonRoot, valueOr(pod.RunAsNonRoot, false)) {
		return u, fmt.Errorf("container has runAsNonRoot and image will run as root (pod: %q, container: %s)",
			c.pod.pod().Name, c.spec.Name)
	}
	return u, nil
}
