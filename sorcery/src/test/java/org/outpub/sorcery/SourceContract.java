package org.outpub.sorcery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outpub.api.config.ConfigProblem;
import org.outpub.api.sorcery.type.SorceryObject;
import org.outpub.api.sorcery.wizard.ReadContext;
import org.outpub.api.sorcery.wizard.Wizard;
import org.outpub.api.sorcery.wizard.Wizard.Contents;
import org.outpub.api.sorcery.wizard.WizardContext;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.api.time.Ticker;

/**
 * What every wizard that is read as a whole must do. A wizard's test extends it and says how one is opened, how its
 * source is written, and how it is made unreadable.
 */
public abstract class SourceContract {
    /** Gone after the test. */
    @TempDir
    protected Path folder;

    private Wizard.Source source;

    /** Makes the wizards under test. */
    protected abstract WizardFactory factory();

    /** What a mapping tells a wizard that reads lamps. */
    protected abstract String arguments();

    /** Puts lamps, in this order, where the wizard reads them. */
    protected abstract void write(List<Lamp> lamps) throws IOException;

    /** Makes it impossible to tell which lamps there are. */
    protected abstract void spoil() throws IOException;

    /** The files that a watcher must see; empty if the source is no file. */
    protected abstract Set<Path> files();

    @BeforeEach
    void open() {
        Wizard wizard =
                factory().open(Lamp.TYPE, arguments(), new WizardContext(folder, Runnable::run, Ticker.system()));
        source = assertInstanceOf(Wizard.Source.class, wizard);
    }

    @AfterEach
    void close() {
        source.close();
    }

    private Contents read() {
        return source.read(new OneReload());
    }

    private List<SorceryObject> objects(Contents contents) {
        List<ConfigProblem> problems = new ArrayList<>();
        List<SorceryObject> objects = new ArrayList<>();
        assertInstanceOf(Contents.Objects.class, contents)
                .sets()
                .forEach(set -> objects.add(Lamp.TYPE.parse(set, problems::add).orElseThrow()));
        assertEquals(List.of(), problems);
        return objects;
    }

    private static Lamp lamp(String id, String color) {
        return new Lamp(id, color, 7);
    }

    @Test
    void givesAllObjectsInTheirOrder() throws IOException {
        List<Lamp> lamps = List.of(lamp("z", "red"), lamp("a", "blue"), lamp("m", "green"));
        write(lamps);
        assertEquals(lamps, objects(read()));
    }

    @Test
    void givesNoneWhereThereIsNone() throws IOException {
        write(List.of());
        assertEquals(List.of(), objects(read()));
    }

    @Test
    void saysWhenNothingChanged() throws IOException {
        write(List.of(lamp("a", "red")));
        read();
        assertInstanceOf(Contents.Unchanged.class, read());
        assertInstanceOf(Contents.Unchanged.class, read());
    }

    @Test
    void seesAChangeOfEqualLength() throws IOException {
        write(List.of(lamp("a", "red")));
        read();
        write(List.of(lamp("a", "tan")));
        assertEquals(List.of(lamp("a", "tan")), objects(read()));
    }

    @Test
    void seesThatTheLastObjectWasRemoved() throws IOException {
        write(List.of(lamp("a", "red")));
        read();
        write(List.of());
        assertEquals(List.of(), objects(read()));
    }

    @Test
    void tellsWhyItCannotBeReadAndNeverTakesThatForEmpty() throws IOException {
        write(List.of(lamp("a", "red")));
        read();
        spoil();
        assertFalse(
                assertInstanceOf(Contents.Unreadable.class, read()).problems().isEmpty());
        assertFalse(
                assertInstanceOf(Contents.Unreadable.class, read()).problems().isEmpty());
    }

    @Test
    void givesEverythingAgainWhenItIsMended() throws IOException {
        write(List.of(lamp("a", "red")));
        read();
        spoil();
        read();
        write(List.of(lamp("a", "red"), lamp("b", "blue")));
        assertEquals(List.of(lamp("a", "red"), lamp("b", "blue")), objects(read()));
    }

    @Test
    void saysWhereEachObjectStands() throws IOException {
        write(List.of(lamp("a", "red"), lamp("b", "blue")));
        List<String> places = assertInstanceOf(Contents.Objects.class, read()).sets().stream()
                .map(set -> set.origin().toString())
                .toList();
        assertEquals(2, Set.copyOf(places).size(), places::toString);
    }

    @Test
    void saysWhatToWatchOnceItIsRead() throws IOException {
        write(List.of(lamp("a", "red")));
        read();
        assertTrue(source.watched().containsAll(files()), () -> source.watched().toString());
    }

    @Test
    void saysWhatToWatchWhileItIsNotThere() {
        read();
        assertTrue(source.watched().containsAll(files()), () -> source.watched().toString());
    }

    /** One reload of a store that has lamps only. */
    private static final class OneReload implements ReadContext {
        private final Map<Object, Object> done = new HashMap<>();

        @Override
        @SuppressWarnings("unchecked") // a key stands for one kind of work
        public <R> R once(Object key, Supplier<R> work) {
            Object before = done.get(key);
            R result = before == null ? work.get() : (R) before;
            done.put(key, result);
            return result;
        }

        @Override
        public Set<String> typeNames() {
            return Set.of(Lamp.TYPE.name());
        }
    }
}
