package main

import (
	"fmt"
	"os"
	"time"
)

// logLine writes a line as vLLM's logger does.
func logLine(level, format string, values ...any) {
	fmt.Fprintf(os.Stderr, "%s %s %s\n", level, time.Now().Format("01-02 15:04:05"), fmt.Sprintf(format, values...))
}
