package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// volume is a folder of this machine that containers may mount.
type volume struct {
	folder string
	// Volumes that Kubernetes writes are read-only to containers.
	readOnly bool
}

// file is the content of a file in a volume, by its path there.
type file struct {
	content []byte
	mode    os.FileMode
}

func (w *podWorker) makeVolumes(ctx context.Context) (map[string]volume, error) {
	volumes := map[string]volume{}
	for _, v := range w.pod().Spec.Volumes {
		made, err := w.makeVolume(ctx, v)
		if err != nil {
			return nil, fmt.Errorf("MountVolume.SetUp failed for volume %q : %w", v.Name, err)
		}
		volumes[v.Name] = made
	}
	return volumes, nil
}

func (w *podWorker) makeVolume(ctx context.Context, v corev1.Volume) (volume, error) {
	made := volume{folder: w.folder("volumes", v.Name)}
	switch {
	case v.EmptyDir != nil:
		return made, w.makeFolder(made.folder)
	case v.PersistentVolumeClaim != nil:
		claim, err := w.kubelet.client.CoreV1().PersistentVolumeClaims(w.pod().Namespace).Get(ctx,
			v.PersistentVolumeClaim.ClaimName, metav1.GetOptions{})
		if err != nil {
			return made, err
		}
		if claim.Status.Phase != corev1.ClaimBound {
			return made, fmt.Errorf("persistentvolumeclaim %q is not bound", claim.Name)
		}
		made.folder, made.readOnly = filepath.Join(w.kubelet.root, "claims", claim.Spec.VolumeName),
			v.PersistentVolumeClaim.ReadOnly
		return made, w.makeFolder(made.folder)
	}
	files, err := w.files(ctx, v.VolumeSource)
	if err != nil {
		return made, err
	}
	made.readOnly = true
	return made, w.writeFiles(made.folder, files)
}

// makeFolder makes a folder that everybody may write to, as an emptyDir is, or the group of the pod's volumes if there
// is one.
func (w *podWorker) makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o777); err != nil {
		return err
	}
	if err := os.Chmod(path, 0o777); err != nil {
		return err
	}
	return w.own(path)
}

func (w *podWorker) writeFiles(folder string, files map[string]file) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, file := range files {
		path := filepath.Join(folder, name)
		if !strings.HasPrefix(path, folder+"/") {
			return fmt.Errorf("path %q leads out of the volume", name)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		mode := file.mode
		if w.fsGroup() != nil {
			mode |= 0o440
		}
		removeAll(path)
		if err := os.WriteFile(path, file.content, mode); err != nil {
			return err
		}
		if err := os.Chmod(path, mode); err != nil {
			return err
		}
		if err := w.own(path); err != nil {
			return err
		}
	}
	return nil
}

func (w *podWorker) fsGroup() *int64 {
	if security := w.pod().Spec.SecurityContext; security != nil {
		return security.FSGroup
	}
	return nil
}

// own gives a path to root and to the group of the pod's volumes, where this process may give anything away.
func (w *podWorker) own(path string) error {
	if !usersMapped() {
		return nil
	}
	group := int64(0)
	if given := w.fsGroup(); given != nil {
		group = *given
	}
	return os.Chown(path, inSandbox(0), inSandbox(int(group)))
}
