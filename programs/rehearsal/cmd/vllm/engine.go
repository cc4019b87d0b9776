package main

import (
	"context"
	"fmt"
)

// engine takes the time that vLLM's engine would, and counts what it would count.
type engine struct {
	vocabulary *vocabulary
	arguments  *engineArguments
	pace       pace
	// hostname is the name of the pod.
	hostname string
	metrics  *metrics
	blocks   *blockPool
	// places are the sequences of one step, --max-num-seqs of them.
	places chan struct{}
	// nixl is nil in an engine that hands no KV cache over.
	nixl *nixlConnector
}

func startEngine(v *vocabulary, a *engineArguments, p pace, hostname string) (*engine, error) {
	e := &engine{vocabulary: v, arguments: a, pace: p, hostname: hostname, places: make(chan struct{}, a.maxNumSeqs)}
	e.metrics = newMetrics()
	e.blocks = newBlockPool(a.blockSize, a.parallel.world()*max(a.parallel.dataLocal, 1))
	if !a.kv.isNixl() {
		return e, nil
	}
	var err error
	e.nixl, err = startNixlConnector(e)
	return e, err
}

func (e *engine) close() {
	if e.nixl != nil {
		e.nixl.close()
	}
}

// begin returns when the first token is there. The sequence must be ended.
func (e *engine) begin(ctx context.Context, r *generation) (*sequence, error) {
	s := &sequence{engine: e, request: r, clock: startClock()}
	e.metrics.wait()
	loaded, err := e.load(ctx, r)
	if err != nil {
		e.metrics.refuse(endOf(ctx))
		return nil, err
	}
	select {
	case e.places <- struct{}{}:
	case <-ctx.Done():
		e.metrics.refuse(endOf(ctx))
		return nil, ctx.Err()
	}
	e.metrics.run()
	s.blocks = e.blocks.allocate(r.promptTokens + r.maxTokens)
	work := e.pace.decode
	if loaded != nil {
		s.prefilledBy, s.wrong = loaded.Hostname, e.wrongBlocks(loaded)
	} else {
		s.prefilledBy = "local"
		work = e.pace.prefill * tokens(r.promptTokens)
	}
	if !pause(ctx, work) {
		s.end()
		return nil, ctx.Err()
	}
	s.generated = 1
	e.metrics.firstToken(r.promptTokens, s.clock.seconds())
	return s, nil
}

// load fetches the KV cache of the prompt from the engine that had it; there is none for a prompt that this engine
// computes.
func (e *engine) load(ctx context.Context, r *generation) (*peer, error) {
	params := r.transfer
	if e.nixl == nil || params == nil || !params.DoRemotePrefill {
		return nil, nil
	}
	if missing := params.missing(e.vocabulary); missing != "" {
		logLine("WARNING", "Got invalid KVTransferParams without %s. This request will not utilize KVTransfer", missing)
		return nil, nil
	}
	clock := startClock()
	found, size, err := e.nixl.load(ctx, r.id, params)
	if err == nil {
		e.metrics.transferred(clock.seconds(), size)
		return found, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	e.metrics.transferFailed()
	logLine("ERROR", "NIXL transfer failure: request %s, remote_host %s, remote_port %d, remote_engine_id %s: %v",
		r.id, params.RemoteHost, params.RemotePort, params.RemoteEngineID, err)
	if e.arguments.kv.recomputes(e.vocabulary) {
		return nil, nil
	}
	return nil, apiError{500, "InternalServerError", fmt.Sprintf("KV load failed: %v", err)}
}

// wrongBlocks says what is wrong with the answers from the blocks of another engine. Measured on two H100 with vLLM
// 0.27.1: from blocks of 64 tokens into blocks of 128, and in all pairs of this kind, every token is wrong, the status
// is 200, and no metric or log tells.
func (e *engine) wrongBlocks(from *peer) string {
	if own := e.arguments.blockSize; own != from.BlockSize {
		return fmt.Sprintf("%s has KV cache in blocks of %d tokens, and this engine reads it as blocks of %d", from.Hostname,
			from.BlockSize, own)
	}
	return ""
}

// endOf is why a request without a place ended.
func endOf(ctx context.Context) string {
	if ctx.Err() != nil {
		return "abort"
	}
	return "error"
}
