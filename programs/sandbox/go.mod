module cdk8s-llm-d/sandbox

go 1.24.0
