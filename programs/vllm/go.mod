module cdk8s-llm-d/vllm

go 1.24.0
