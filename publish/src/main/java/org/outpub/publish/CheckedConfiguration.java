package org.outpub.publish;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.ReloadReport;
import org.outpub.api.sorcery.Sorcery;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.publish.config.ConfigurationFiles;
import org.outpub.publish.config.ConfigurationView;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.publish.config.Plan;
import org.outpub.publish.sources.files.ContentProblems;
import org.outpub.sorcery.SorceryStore;
import org.outpub.sorcery.mapping.SorceryConf;

/** A configuration that was read aside, as {@code run} would read it, with all that is wrong with it. Nothing runs by it. */
public final class CheckedConfiguration implements AutoCloseable {
    private final SorceryStore store;
    private final ReloadReport report;
    private final List<ConfigProblem> problems;

    private CheckedConfiguration(SorceryStore store, ReloadReport report, List<ConfigProblem> problems) {
        this.store = store;
        this.report = report;
        this.problems = ConfigProblem.inOrder(problems);
    }

    /**
     * Reads it.
     *
     * @param files where it is
     * @param wizards kinds of storage besides those that come with the store
     * @return to be closed
     */
    public static CheckedConfiguration read(ConfigurationFiles files, List<WizardFactory> wizards) {
        SorceryStore.Builder builder =
                SorceryStore.builder().folder(files.folder()).executor(Runnable::run);
        wizards.forEach(builder::wizards);
        SorceryStore store = builder.build();
        try {
            SorceryConf mappings = files.readSorceryConf();
            List<ConfigProblem> problems =
                    new ArrayList<>(ObjectTypes.register(store, mappings, files.mainInFolder(mappings), null));
            ReloadReport report = store.reload();
            problems.addAll(report.problems());
            problems.addAll(ObjectChecks.check(store, report.problems()));
            problems.addAll(EventOptions.check(store));
            problems.addAll(files.problems(store.watched()));
            problems.addAll(ContentProblems.check(store));
            problems.addAll(StateSource.check(store));
            problems.addAll(BoundNames.check(store));
            return new CheckedConfiguration(store, report, problems);
        } catch (RuntimeException | Error broken) {
            store.close();
            throw broken;
        }
    }

    /**
     * What is usable of it.
     *
     * @return until it is closed
     */
    public Sorcery objects() {
        return store;
    }

    /**
     * How many objects of each type are usable.
     *
     * @return of the only reload there was
     */
    public ReloadReport report() {
        return report;
    }

    /**
     * What is wrong with it.
     *
     * @return by place
     */
    public List<ConfigProblem> problems() {
        return problems;
    }

    /**
     * What would be done if it went live.
     *
     * @param running what runs now, with or without secrets
     * @return the plan
     */
    public Plan planFrom(ConfigurationView running) {
        Map<String, List<String>> refused = new LinkedHashMap<>();
        report.types().forEach((type, one) -> refused.put(type, one.refused()));
        return Plan.between(running, ConfigurationView.of(store), refused, problems);
    }

    @Override
    public void close() {
        store.close();
    }
}
