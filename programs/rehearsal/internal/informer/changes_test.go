package informer

import (
	"testing"
	"time"
)

func TestABurstOfChangesIsNoticedOnce(t *testing.T) {
	changes := NewChanges()
	for range 3 {
		changes.Notice()
	}
	<-changes
	changes.Notice()
	changes.Settle(time.Millisecond)
	select {
	case <-changes:
		t.Error("a change of the burst is still there")
	default:
	}
	changes.Notice()
	select {
	case <-changes:
	default:
		t.Error("a change after the burst was not noticed")
	}
}
