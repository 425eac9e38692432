package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/eventrecorder"
	"github.com/prometheus/alertmanager/featurecontrol"
	"github.com/prometheus/alertmanager/inhibit"
	"github.com/prometheus/alertmanager/marker"
	"github.com/prometheus/alertmanager/nflog"
	"github.com/prometheus/alertmanager/notify"
	"github.com/prometheus/alertmanager/provider/mem"
	"github.com/prometheus/alertmanager/silence"
	"github.com/prometheus/alertmanager/timeinterval"
)

// A course of alerts, in seconds after Start, and the configuration that it meets.
type course struct {
	Config string    `json:"config"`
	Start  time.Time `json:"start"`
	Length int       `json:"length"`
	Alerts []struct {
		Labels model.LabelSet `json:"labels"`
		Begin  int            `json:"begin"`
		End    *int           `json:"end"`
	} `json:"alerts"`
}

type notification struct {
	At       int      `json:"at"`
	Receiver string   `json:"receiver"`
	Kind     string   `json:"kind"`
	Group    string   `json:"group"`
	Reason   string   `json:"reason"`
	Firing   []string `json:"firing"`
	Resolved []string `json:"resolved"`
}

// Sending takes this long, and alerts are told anew this often, about as often as by a Prometheus that evaluates every 15 seconds;
// not quite, so that no two things happen at once.
const (
	sending  = 50 * time.Millisecond
	telling  = 75*time.Second + 137*time.Millisecond
	retained = 15 * time.Minute
)

func TestTimelines(t *testing.T) {
	asked, err := os.Open(os.Getenv("QUESTIONS"))
	if err != nil {
		t.Skip("no questions")
	}
	defer asked.Close()
	answers, err := os.Create(os.Getenv("ANSWERS"))
	if err != nil {
		t.Fatal(err)
	}
	defer answers.Close()
	out, in := json.NewEncoder(answers), json.NewDecoder(bufio.NewReader(asked))
	out.SetEscapeHTML(false)
	for {
		var played course
		if err := in.Decode(&played); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		var told []notification
		synctest.Test(t, func(t *testing.T) { told = play(t, played) })
		if err := out.Encode(told); err != nil {
			t.Fatal(err)
		}
	}
}

type phone struct {
	mtx  sync.Mutex
	told []notification
	zero time.Time
}

type way struct {
	*phone
	receiver, kind string
	ends           bool
}

func (w way) SendResolved() bool { return w.ends }

func (w way) Notify(ctx context.Context, alerts ...*alert.Alert) (bool, error) {
	now, _ := notify.Now(ctx)
	group, _ := notify.GroupKey(ctx)
	reason, _ := notify.NotificationReason(ctx)
	told := notification{
		At: int(now.Sub(w.zero).Seconds()), Receiver: w.receiver, Kind: w.kind, Group: group, Reason: reason.String(),
		Firing: []string{}, Resolved: []string{},
	}
	for _, each := range alerts {
		if each.ResolvedAt(now) {
			told.Resolved = append(told.Resolved, each.Labels.String())
		} else {
			told.Firing = append(told.Firing, each.Labels.String())
		}
	}
	sort.Strings(told.Firing)
	sort.Strings(told.Resolved)
	time.Sleep(sending)
	w.mtx.Lock()
	defer w.mtx.Unlock()
	w.phone.told = append(w.phone.told, told)
	return false, nil
}

func play(t *testing.T, played course) []notification {
	time.Sleep(time.Until(played.Start))
	loaded, err := config.Load(played.Config)
	if err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	registry, flags, recorder := prometheus.NewRegistry(), featurecontrol.NoopFlags{}, eventrecorder.NopRecorder()
	ctx, cancel := context.WithCancel(context.Background())
	alerts, err := mem.NewAlerts(ctx, 30*time.Minute, 0, nil, logger, recorder, registry, flags)
	if err != nil {
		t.Fatal(err)
	}
	log, err := nflog.New(nflog.Options{Retention: 120 * time.Hour, Logger: logger, Metrics: registry})
	if err != nil {
		t.Fatal(err)
	}
	stopped, finished := make(chan struct{}), make(chan struct{})
	go func() {
		log.Maintenance(15*time.Minute, filepath.Join(t.TempDir(), "nflog"), stopped, nil)
		close(finished)
	}()
	silences, err := silence.New(silence.Options{Retention: 120 * time.Hour, Logger: logger, Metrics: registry, EventRecorder: recorder})
	if err != nil {
		t.Fatal(err)
	}
	silencer := silence.NewSilencer(silences, logger, recorder)

	heard := &phone{zero: played.Start, told: []notification{}}
	receivers := map[string][]notify.Integration{}
	for _, each := range loaded.Receivers {
		for i, hook := range each.WebhookConfigs {
			w := way{heard, each.Name, "webhook", hook.SendResolved()}
			receivers[each.Name] = append(receivers[each.Name], notify.NewIntegration(w, w, w.kind, i, w.receiver))
		}
		for i, mail := range each.EmailConfigs {
			w := way{heard, each.Name, "email", mail.SendResolved()}
			receivers[each.Name] = append(receivers[each.Name], notify.NewIntegration(w, w, w.kind, i, w.receiver))
		}
	}
	intervals := map[string][]timeinterval.TimeInterval{}
	for _, each := range loaded.TimeIntervals {
		intervals[each.Name] = each.TimeIntervals
	}
	groups := marker.NewGroupMarker()
	inhibitor := inhibit.NewInhibitor(alerts, loaded.InhibitRules, logger, recorder)
	pipeline := notify.NewPipelineBuilder(registry, flags, recorder).New(
		receivers, func() time.Duration { return 0 }, inhibitor, silencer, timeinterval.NewIntervener(intervals), groups, log, nil,
	)
	timeout := func(d time.Duration) time.Duration { return max(d, notify.MinTimeout) }
	dispatcher := dispatch.NewDispatcher(alerts, dispatch.NewRoute(loaded.Route, nil), pipeline, groups, timeout,
		30*time.Second, nil, logger, recorder, dispatch.NewDispatcherMetrics(false, registry, flags))
	go inhibitor.Run()
	inhibitor.WaitForLoading()
	go dispatcher.Run(time.Now())
	dispatcher.WaitForLoading()
	synctest.Wait()

	end := played.Start.Add(time.Duration(played.Length) * time.Second)
	for _, message := range messages(played, end) {
		time.Sleep(time.Until(message.at))
		if err := alerts.Put(ctx, message.alert()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
	}
	// A little longer, for what is being sent at the end.
	time.Sleep(time.Until(end.Add(500 * time.Millisecond)))
	dispatcher.Stop()
	inhibitor.Stop()
	alerts.Close()
	cancel()
	close(stopped)
	<-finished
	sort.SliceStable(heard.told, func(i, j int) bool { return heard.told[i].less(heard.told[j]) })
	return heard.told
}

func (n notification) less(other notification) bool {
	if n.At != other.At {
		return n.At < other.At
	}
	return n.key() < other.key()
}

func (n notification) key() string {
	return strings.Join([]string{n.Receiver, n.Kind, n.Group}, " ")
}

type message struct {
	at, starts time.Time
	ends       *time.Time
	labels     model.LabelSet
}

func (m message) alert() *alert.Alert {
	told := &alert.Alert{UpdatedAt: m.at}
	told.Labels, told.StartsAt, told.EndsAt = m.labels, m.starts, m.at.Add(4*telling)
	if m.ends != nil {
		told.EndsAt = *m.ends
	}
	return told
}

// What Prometheus sends: while an alert fires, and for a while after its end unless it comes back.
func messages(played course, until time.Time) []message {
	var found []message
	for i, each := range played.Alerts {
		begin := played.Start.Add(time.Duration(each.Begin) * time.Second)
		stop := until
		if each.End != nil {
			stop = played.Start.Add(time.Duration(*each.End) * time.Second)
		}
		for at := begin; at.Before(stop); at = at.Add(telling) {
			found = append(found, message{at, begin, nil, each.Labels})
		}
		if each.End == nil {
			continue
		}
		for at := stop; !at.After(stop.Add(retained)) && !back(played, i, at); at = at.Add(telling) {
			found = append(found, message{at, begin, &stop, each.Labels})
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].at.Before(found[j].at) })
	var inTime []message
	for _, each := range found {
		if !each.at.After(until) {
			inTime = append(inTime, each)
		}
	}
	return inTime
}

func back(played course, i int, at time.Time) bool {
	for j, other := range played.Alerts {
		if j > i && other.Labels.Equal(played.Alerts[i].Labels) && !played.Start.Add(time.Duration(other.Begin)*time.Second).After(at) {
			return true
		}
	}
	return false
}
