package main

import (
	"fmt"
	"sync"
	"time"
)

// tokensPerGPU is about what an 8B model leaves room for on a GPU of 80 GB.
const tokensPerGPU = 400_000

// blockPool counts the blocks of KV cache, and keeps those of finished prompts until another engine has fetched them.
type blockPool struct {
	size, total int

	mutex sync.Mutex
	used  int
	last  int
	// held has finished prompts by the number of their first block.
	held map[int]*heldBlocks
}

type heldBlocks struct {
	count int
	timer *time.Timer
}

func newBlockPool(size, gpus int) *blockPool {
	return &blockPool{size: size, total: max(1, gpus*tokensPerGPU/size), held: map[int]*heldBlocks{}}
}

// allocate returns numbers that no other request has.
func (p *blockPool) allocate(tokens int) []int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	blocks := make([]int, (tokens+p.size-1)/p.size)
	for index := range blocks {
		p.last++
		blocks[index] = p.last
	}
	p.used += len(blocks)
	return blocks
}

func (p *blockPool) free(count int) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.used -= count
}

// hold keeps the blocks of a prompt until they are taken or the time has passed.
func (p *blockPool) hold(tokens int, until time.Duration, expired func()) []int {
	blocks := p.allocate(tokens)
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.held[blocks[0]] = &heldBlocks{count: len(blocks), timer: time.AfterFunc(until, func() {
		if p.take(blocks) == nil {
			expired()
		}
	})}
	return blocks
}

// take frees held blocks for whoever reads them: they are read once.
func (p *blockPool) take(blocks []int) error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	held := p.held[blocks[0]]
	if held == nil || held.count != len(blocks) {
		return fmt.Errorf("the prefill engine does not hold blocks %v: they were read before, or have expired", blocks)
	}
	held.timer.Stop()
	delete(p.held, blocks[0])
	p.used -= held.count
	return nil
}

// usage is the part of all blocks that is in use.
func (p *blockPool) usage() float64 {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return min(1, float64(p.used)/float64(p.total))
}
