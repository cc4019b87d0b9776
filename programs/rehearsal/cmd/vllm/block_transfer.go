package main

import (
	"context"
	"errors"
	"fmt"
)

// bytesPerBlock is far less than a block has: what counts is that it comes over the network.
const bytesPerBlock = 256

// blockRequest asks an engine's data port for blocks.
type blockRequest struct {
	EngineID  string `json:"engine_id"`
	RequestID string `json:"request_id"`
	BlockIDs  []int  `json:"block_ids"`
}

// blockAnswer comes before the bytes.
type blockAnswer struct {
	Bytes int    `json:"bytes"`
	Error string `json:"error,omitempty"`
}

func (c *nixlConnector) give(request *blockRequest) (any, []byte) {
	if request.EngineID != c.engineID {
		return blockAnswer{Error: fmt.Sprintf("the data port is that of engine %s, not of %s", c.engineID,
			request.EngineID)}, nil
	}
	if len(request.BlockIDs) == 0 {
		return blockAnswer{Error: "no block was asked for"}, nil
	}
	if err := c.engine.blocks.take(request.BlockIDs); err != nil {
		return blockAnswer{Error: err.Error()}, nil
	}
	size := len(request.BlockIDs) * bytesPerBlock
	return blockAnswer{Bytes: size}, make([]byte, size)
}

// fetch returns how many bytes came.
func fetch(ctx context.Context, address string, request blockRequest) (int, error) {
	answer := blockAnswer{}
	blocks, err := ask(ctx, address, request, &answer)
	switch {
	case err != nil:
		return 0, fmt.Errorf("NIXL transfer from the prefill engine at %s failed: %w", address, err)
	case answer.Error != "":
		return 0, errors.New("NIXL transfer failed: " + answer.Error)
	case len(blocks) != answer.Bytes:
		return 0, fmt.Errorf("NIXL transfer from %s ended after %d of %d bytes", address, len(blocks), answer.Bytes)
	}
	return len(blocks), nil
}
