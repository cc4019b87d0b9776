// Package informer has what the programs of a rehearsal have in common as watchers of an API server.
package informer

import (
	"context"
	"fmt"

	"k8s.io/client-go/informers"
)

// Start returns when the informers of a factory know all objects.
func Start(ctx context.Context, factory informers.SharedInformerFactory) error {
	factory.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return fmt.Errorf("%v could not be listed: %w", kind, ctx.Err())
		}
	}
	return nil
}
