// Answers questions, one JSON object a line, with Alertmanager's own packages; see README.md.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"sort"
	"time"

	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/featurecontrol"
	"github.com/prometheus/alertmanager/matcher/compat"
	"github.com/prometheus/alertmanager/timeinterval"
	"github.com/prometheus/common/model"
	"gopkg.in/yaml.v2"
)

type question struct {
	Interval string         `json:"interval,omitempty"`
	At       []time.Time    `json:"at,omitempty"`
	Matchers string         `json:"matchers,omitempty"`
	Pattern  *string        `json:"pattern,omitempty"`
	Texts    []string       `json:"texts,omitempty"`
	Config   string         `json:"config,omitempty"`
	Alerts   []model.LabelSet `json:"alerts,omitempty"`
}

func main() {
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	compat.InitFromFlags(logger, featurecontrol.NoopFlags{})
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for {
		var asked question
		if err := in.Decode(&asked); err == io.EOF {
			return
		} else if err != nil {
			panic(err)
		}
		answer, err := answers(asked)
		if err != nil {
			answer = map[string]string{"error": err.Error()}
		}
		if err := out.Encode(answer); err != nil {
			panic(err)
		}
	}
}

func answers(asked question) (any, error) {
	switch {
	case asked.Interval != "":
		return inside(asked)
	case asked.Matchers != "":
		return read(asked)
	case asked.Pattern != nil:
		return matched(asked)
	}
	return routed(asked)
}

func inside(asked question) (any, error) {
	var interval timeinterval.TimeInterval
	if err := yaml.UnmarshalStrict([]byte(asked.Interval), &interval); err != nil {
		return nil, err
	}
	found := make([]bool, len(asked.At))
	for i, at := range asked.At {
		found[i] = interval.ContainsTime(at.UTC())
	}
	return found, nil
}

func read(asked question) (any, error) {
	matchers, err := compat.Matchers(asked.Matchers, "vectors")
	if err != nil {
		return nil, err
	}
	found := make([][3]string, len(matchers))
	for i, matcher := range matchers {
		found[i] = [3]string{matcher.Name, matcher.Type.String(), matcher.Value}
	}
	sort.Sort(matchers)
	return map[string]any{"read": found, "shown": matchers.String()}, nil
}

func matched(asked question) (any, error) {
	expression, err := regexp.Compile("^(?:" + *asked.Pattern + ")$")
	if err != nil {
		return nil, err
	}
	found := make([]bool, len(asked.Texts))
	for i, text := range asked.Texts {
		found[i] = expression.MatchString(text)
	}
	return found, nil
}

func routed(asked question) (any, error) {
	loaded, err := config.Load(asked.Config)
	if err != nil {
		return nil, err
	}
	root := dispatch.NewRoute(loaded.Route, nil)
	found := make([][]string, len(asked.Alerts))
	for i, labels := range asked.Alerts {
		for _, route := range root.Match(labels) {
			opts := route.RouteOpts
			grouped := model.LabelSet{}
			for name, value := range labels {
				if _, ok := opts.GroupBy[name]; ok || opts.GroupByAll {
					grouped[name] = value
				}
			}
			found[i] = append(found[i], fmt.Sprintf("%s %s:%s %s %s %s %q %q", opts.Receiver, route.Key(), grouped,
				opts.GroupWait, opts.GroupInterval, opts.RepeatInterval, opts.MuteTimeIntervals, opts.ActiveTimeIntervals))
		}
	}
	return found, nil
}
