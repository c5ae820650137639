package org.outpub.sorcery.ini;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.Lamp;
import org.outpub.sorcery.SourceContract;

class ConfigWizardTest extends SourceContract {
    private Path file() {
        return folder.resolve("lamps.conf");
    }

    @Override
    protected WizardFactory factory() {
        return new ConfigWizardFactory();
    }

    @Override
    protected String arguments() {
        return "lamps.conf,criteria=type=lamp";
    }

    @Override
    protected void write(List<Lamp> lamps) throws IOException {
        Files.writeString(
                file(),
                lamps.stream()
                        .map(lamp ->
                                "[" + lamp.id() + "]\ntype=lamp\ncolor=" + lamp.color() + "\nwatts=" + lamp.watts())
                        .collect(Collectors.joining("\n", "; lamps\n", "")));
    }

    @Override
    protected void spoil() throws IOException {
        Files.writeString(file(), "#include no-such-file.conf\n[a]\ntype=lamp\ncolor=red\n");
    }

    @Override
    protected Set<Path> files() {
        return Set.of(file());
    }
}
