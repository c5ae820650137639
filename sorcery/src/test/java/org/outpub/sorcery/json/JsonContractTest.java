package org.outpub.sorcery.json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.outpub.api.sorcery.wizard.WizardFactory;
import org.outpub.sorcery.Lamp;
import org.outpub.sorcery.SourceContract;

class JsonContractTest extends SourceContract {
    private Path file() {
        return folder.resolve("lamps.json");
    }

    @Override
    protected WizardFactory factory() {
        return new JsonWizardFactory();
    }

    @Override
    protected String arguments() {
        return "lamps.json";
    }

    @Override
    protected void write(List<Lamp> lamps) throws IOException {
        Files.writeString(
                file(),
                lamps.stream()
                        .map(lamp -> "\"" + lamp.id() + "\":{\"color\":\"" + lamp.color() + "\",\"watts\":"
                                + lamp.watts() + "}")
                        .collect(Collectors.joining(",", "{\"lamp\":{", "}}")));
    }

    @Override
    protected void spoil() throws IOException {
        Files.writeString(file(), "{\"lamp\":{\"a\":{\"color\":\"red\"");
    }

    @Override
    protected Set<Path> files() {
        return Set.of(file());
    }
}
