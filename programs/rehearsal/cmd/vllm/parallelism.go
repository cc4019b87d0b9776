package main

import "fmt"

// parallelism is over how many GPUs a model is spread.
type parallelism struct {
	tensor, pipeline              int
	prefillContext, decodeContext int
	nodes, nodeRank               int
	data, dataLocal, dataRank     int
	external, hybrid              bool
	// rankGiven and localGiven are whether a flag set them.
	rankGiven, localGiven bool
	expert                bool
}

func readParallelism(a *arguments) (parallelism, error) {
	p := parallelism{
		external:   a.on("--data-parallel-external-lb") || a.has("--data-parallel-rank"),
		hybrid:     a.on("--data-parallel-hybrid-lb"),
		rankGiven:  a.has("--data-parallel-rank"),
		localGiven: a.has("--data-parallel-size-local"),
		expert:     a.on("--enable-expert-parallel"),
	}
	for _, number := range []struct {
		flag            string
		fallback, least int
		into            *int
	}{
		{"--tensor-parallel-size", 1, 1, &p.tensor},
		{"--pipeline-parallel-size", 1, 1, &p.pipeline},
		{"--prefill-context-parallel-size", 1, 1, &p.prefillContext},
		{"--decode-context-parallel-size", 1, 1, &p.decodeContext},
		{"--nnodes", 1, 1, &p.nodes},
		{"--node-rank", 0, 0, &p.nodeRank},
		{"--data-parallel-size", 1, 1, &p.data},
		{"--data-parallel-rank", 0, 0, &p.dataRank},
	} {
		value, err := a.number(number.flag, number.fallback, number.least)
		if err != nil {
			return p, err
		}
		*number.into = value
	}
	var err error
	if !p.rankGiven {
		if p.dataRank, err = a.number("--data-parallel-start-rank", 0, 0); err != nil {
			return p, err
		}
	}
	p.dataLocal, err = a.number("--data-parallel-size-local", p.data, 0)
	if p.external && !p.localGiven {
		p.dataLocal = 1
	}
	return p, err
}

// check refuses what vLLM refuses. Sources: vLLM 0.11.0 vllm/v1/engine/utils.py:189,785 and 0.27.1
// vllm/config/parallel.py:476-531,929, vllm/engine/arg_utils.py:2078-2150; 0.12 vllm/v1/worker/gpu_worker.py:197.
func (p parallelism) check(v *vocabulary, gpus gpus, known *model) error {
	switch {
	case v.since(24) && p.data > 1 && p.external && known != nil && known.Experts == nil:
		return valueError("Non-MoE models do not support external data parallel mode. For external load balancing, launch " +
			"independent vLLM instances " +
			"without --data-parallel-* arguments.")
	case p.hybrid && p.external && !p.rankGiven:
		return valueError("Invalid data-parallel launch options: `--data-parallel-hybrid-lb` and " +
			"`--data-parallel-external-lb` exclude each other.")
	case p.external && !p.rankGiven && p.nodes == 1:
		return valueError("Invalid data-parallel launch options: `--data-parallel-external-lb` requires a data-parallel " +
			"rank. Set `--data-parallel-rank`.")
	case p.external && p.data <= 1:
		return valueError("data_parallel_external_lb can only be set when data_parallel_size > 1")
	case p.hybrid && !p.localGiven:
		return valueError("Invalid data-parallel launch options: `--data-parallel-hybrid-lb` requires " +
			"`--data-parallel-size-local`. Set it to the number of " +
			"data-parallel ranks on this node.")
	case p.dataLocal > p.data:
		return valueError("data_parallel_size_local (%d) must be <= data_parallel_size (%d)", p.dataLocal, p.data)
	case p.dataRank >= p.data:
		return valueError("data_parallel_rank (%d) must be in the range [0, %d)", p.dataRank, p.data)
	case p.tensor%p.decodeContext != 0:
		return valueError("tp_size=%d must be divisible by dcp_size=%d.", p.tensor, p.decodeContext)
	case p.world()%p.nodes != 0 || p.nodeRank >= p.nodes:
		return valueError("--nnodes %d must evenly divide the total world size %d, and --node-rank %d be below it", p.nodes,
			p.world(), p.nodeRank)
	}
	return p.checkGPUs(v, gpus)
}

func (p parallelism) checkGPUs(v *vocabulary, gpus gpus) error {
	local := p.world() / p.nodes
	if local > gpus.count {
		return valueError("World size (%d) is larger than the number of available GPUs (%d) in this node. If this is "+
			"intentional and you are using:\n"+
			"- ray, set '--distributed-executor-backend ray'.\n- multiprocessing, set '--nnodes' appropriately.",
			local, gpus.count)
	}
	for rank := range p.dataLocal {
		if (rank+1)*local <= gpus.count {
			continue
		}
		cause := fmt.Sprintf("AssertionError: DP adjusted local rank %d is out of bounds.", rank*local)
		if !v.since(12) {
			cause = fmt.Sprintf("Exception: Error setting CUDA_VISIBLE_DEVICES: local range: [%d, %d) base value: \"%s\"",
				rank*local, (rank+1)*local, gpus.visible)
		}
		core := fmt.Sprintf("EngineCore_DP%d", p.dataRank+rank)
		return refusal{1, fmt.Sprintf("(%s) %s\n", core, cause) +
			fmt.Sprintf("RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {'%s': 1}",
				core)}
	}
	return nil
}

// world is the GPUs of one data-parallel rank. Source: vLLM 0.27.1 vllm/config/parallel.py:833.
func (p parallelism) world() int { return p.tensor * p.pipeline * p.prefillContext }
