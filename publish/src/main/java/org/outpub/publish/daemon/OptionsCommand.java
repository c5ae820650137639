package org.outpub.publish.daemon;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.outpub.api.sorcery.type.Field;
import org.outpub.api.sorcery.type.FieldGroup;
import org.outpub.api.sorcery.type.ObjectType;
import org.outpub.publish.config.ObjectTypes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what sections may say. */
@Command(
        name = "options",
        description =
                "Prints every option of a type of section, or of all types: what it takes, its default, what it does.",
        mixinStandardHelpOptions = true)
final class OptionsCommand implements Runnable {
    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "TYPE", arity = "0..1", description = "A type of section; all of them if left out.")
    private String type = "";

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    OptionsCommand() {}

    @Override
    public void run() {
        PrintWriter out = command.commandLine().getOut();
        out.print(type.isEmpty() ? reference() : reference(named()));
        out.flush();
    }

    private ObjectType<?> named() {
        try {
            return ObjectTypes.named(type);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(command.commandLine(), unknown.getMessage(), unknown);
        }
    }

    /** All types, as Markdown. */
    static String reference() {
        return ObjectTypes.ALL.stream().map(OptionsCommand::reference).collect(Collectors.joining("\n"));
    }

    private static String reference(ObjectType<?> type) {
        StringBuilder page = new StringBuilder("### `type=" + type.name() + "`\n\n")
                .append("| Option | Takes | Default | |\n| --- | --- | --- | --- |\n");
        for (Field<?, ?> field : type.fields()) {
            if (field.kind() != Field.Kind.IGNORED) {
                page.append(row(field));
            }
        }
        for (FieldGroup<?, ?> group : type.groups()) {
            page.append("| `" + group.name() + "` | " + group.codec().expects() + " | | |\n");
        }
        return page.append(ignored(type)).toString();
    }

    private static String ignored(ObjectType<?> type) {
        StringBuilder told = new StringBuilder();
        List<String> elsewhere = new ArrayList<>();
        for (Field<?, ?> field : type.fields()) {
            if (field.kind() == Field.Kind.IGNORED && field.about().isEmpty()) {
                elsewhere.add("`" + field.name() + "`");
            } else if (field.kind() == Field.Kind.IGNORED) {
                told.append("| `" + field.name() + "` | " + field.about() + " |\n");
            }
        }
        String table = told.isEmpty() ? "" : "\n| Without effect | Because |\n| --- | --- |\n" + told;
        return elsewhere.isEmpty()
                ? table
                : table + "\nWithout effect, because they concern what is not done here: "
                        + String.join(", ", elsewhere) + ".\n";
    }

    private static String row(Field<?, ?> field) {
        String absent = field.kind() == Field.Kind.REQUIRED
                ? "required"
                : field.defaultText()
                        .filter(text -> !text.isEmpty())
                        .map(text -> "`" + text + "`")
                        .orElse("");
        String times = field.kind() == Field.Kind.REPEATED ? "; may stand several times" : "";
        return "| `" + field.name() + "` | " + field.codec().expects() + times + " | " + absent + " | " + field.about()
                + " |\n";
    }
}
