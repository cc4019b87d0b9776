package informer

import (
	"time"

	"k8s.io/client-go/tools/cache"
)

// Changes says that objects have changed, and not which: whoever waits for it reads all of them.
type Changes chan struct{}

// NewChanges has noticed nothing yet.
func NewChanges() Changes {
	return make(Changes, 1)
}

// Notice never waits: what has been noticed and not yet taken covers every further change.
func (c Changes) Notice() {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Of notices every change of the informers' objects.
func (c Changes) Of(watched ...cache.SharedIndexInformer) error {
	for _, informer := range watched {
		if _, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    func(any) { c.Notice() },
			UpdateFunc: func(any, any) { c.Notice() },
			DeleteFunc: func(any) { c.Notice() },
		}); err != nil {
			return err
		}
	}
	return nil
}

// Settle waits for the rest of a burst, and takes it: changes come in bursts.
func (c Changes) Settle(burst time.Duration) {
	time.Sleep(burst)
	select {
	case <-c:
	default:
	}
}
