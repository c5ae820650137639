package org.outpub.it.load;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the command line says: scenarios by their names, and settings as {@code name=value}. Immutable. */
final class Settings {
    private final Set<ScenarioName> scenarios = new LinkedHashSet<>();
    private final Map<Setting, String> values = new EnumMap<>(Setting.class);

    /** What can be set. */
    enum Setting {
        RUNS("5", "measured runs, of which the median counts"),
        PUBLICATIONS("1000", "publications of the embedded agent"),
        OUTSTANDING("64", "producers, each of which waits for its last result"),
        PUBLISHES("20000", "changes in a run of the agent; the floor does five times as many"),
        WIRINGS("UDP,DIGEST,TCP,TLS", "how the server is reached, for cost"),
        FILES("20000,100000", "publications from files, for files; the last number also for growth"),
        RATE("2000", "changes a second, for latency"),
        SECONDS("10", "a run's length, for latency and journal"),
        KEPT("10000", "entity-tags a second, for journal"),
        CHANGES("1000000", "changes at once, for burst"),
        REFRESHED("20000", "publications, for refresh"),
        GRANT("60", "seconds granted, for refresh"),
        WATCHED("120", "seconds counted after the first grant is over, for refresh"),
        CLUSTERED("10000", "publications of three nodes, for cluster"),
        PROFILE("", "a file for a flight recording of the agent, for cost: what costs most is printed"),
        ARCHIVE("", "the distribution whose launcher is started; publish/target is looked into without");

        private final String absent;
        private final String meaning;

        Setting(String absent, String meaning) {
            this.absent = absent;
            this.meaning = meaning;
        }

        private String text() {
            return "  " + name().toLowerCase(Locale.ROOT) + "=" + absent + ": " + meaning;
        }
    }

    Settings(String... arguments) {
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            String name = pair[0].toUpperCase(Locale.ROOT);
            try {
                if (pair.length == 2) {
                    values.put(Setting.valueOf(name), pair[1]);
                } else {
                    scenarios.add(ScenarioName.valueOf(name));
                }
            } catch (IllegalArgumentException unknown) {
                throw new IllegalArgumentException("unknown: " + argument + "\n" + usage(), unknown);
            }
        }
        if (scenarios.isEmpty()) {
            scenarios.addAll(List.of(ScenarioName.values()));
        }
    }

    private static String usage() {
        StringBuilder text = new StringBuilder("scenarios (all without a name):\n");
        for (ScenarioName name : ScenarioName.values()) {
            text.append("  ").append(name.name().toLowerCase(Locale.ROOT)).append('\n');
        }
        text.append("settings:\n");
        for (Setting setting : Setting.values()) {
            text.append(setting.text()).append('\n');
        }
        return text.toString();
    }

    Set<ScenarioName> scenarios() {
        return scenarios;
    }

    private String value(Setting setting) {
        return values.getOrDefault(setting, setting.absent);
    }

    int number(Setting setting) {
        return Integer.parseInt(value(setting));
    }

    int[] numbers(Setting setting) {
        return Arrays.stream(value(setting).split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    int last(Setting setting) {
        int[] all = numbers(setting);
        return all[all.length - 1];
    }

    List<Wiring> wirings() {
        return Arrays.stream(value(Setting.WIRINGS).split(","))
                .map(name -> Wiring.valueOf(name.toUpperCase(Locale.ROOT)))
                .toList();
    }

    Optional<Path> path(Setting setting) {
        return value(setting).isEmpty() ? Optional.empty() : Optional.of(Path.of(value(setting)));
    }
}
