package main

// standInNotice marks every figure that this program measures. `lib/bench/engine.ts` has the same words.
const standInNotice = "stand-in: these figures say nothing about a GPU"

// marked adds to a document of figures that a stand-in measured them; no load generator has these fields.
func marked(figures object) object {
	figures["stand_in"], figures["notice"] = true, standInNotice
	return figures
}
