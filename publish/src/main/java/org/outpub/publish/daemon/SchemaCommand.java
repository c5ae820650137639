package org.outpub.publish.daemon;

import java.io.PrintWriter;
import org.outpub.publish.config.ObjectTypes;
import org.outpub.sorcery.json.JsonSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what a {@code pjsip.json} may hold. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema (draft 2020-12) of a pjsip.json.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    SchemaCommand() {}

    @Override
    public void run() {
        PrintWriter out = command.commandLine().getOut();
        out.print(JsonSchema.of(ObjectTypes.ALL));
        out.flush();
    }
}
