package dev.sluice.bench.docs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;

/**
 * Reads sources and collects what lacks words.
 *
 * <ul>
 *   <li>Every public type and every public or protected member has a sentence. Overriding methods
 *       have that of the overridden one, constructors of records that of the record, constants that
 *       are made with a text that text.
 *   <li>An exception that a public method throws stands in its comment or its type's.
 *   <li>In the packages of embedders, numbers say their unit in their name or in words, components
 *       of records are explained unless name and type say all, and types say their thread.
 * </ul>
 */
final class Declarations {

    /** What embedders and authors of tests name. */
    private static final Pattern OF_EMBEDDERS =
            Pattern.compile(
                    "dev\\.sluice\\.(sfu\\.(api|negotiation|server|tap|explain)|junit"
                            + "|signaling\\.(auth|server|session|sdp|client|webhook|turn)(\\..*)?"
                            + "|mediacore\\.(net|unit|sim))");

    private static final Pattern UNIT =
            Pattern.compile(
                    "(?i)nanos|millis|\\bms\\b|second|byte|\\bbits?\\b|bps|hz|packet|datagram|frame"
                            + "|clock|timestamp|sample|0 to 1|ratio|share|fraction|number|index|count"
                            + "|since 1970|pixel|ssrc|sequence|port|offset|length|percent|payloadType");

    private static final Pattern THREAD =
            Pattern.compile("(?is).*(thread|executor|loop|immutable|static).*");

    private static final Set<String> NUMBERS = Set.of("int", "long", "float", "double");

    final List<String> silent = new ArrayList<>();
    final List<String> unnamedExceptions = new ArrayList<>();
    final List<String> withoutMeaning = new ArrayList<>();
    final List<String> withoutThread = new ArrayList<>();
    int types;
    int members;

    private final DocTrees docs;
    private final Map<String, String> packages = new HashMap<>();

    /** A type whose members are looked at. */
    private record Type(
            CompilationUnitTree unit, String home, TreePath path, ClassTree tree, String comment) {

        boolean is(Kind kind) {
            return tree.getKind() == kind;
        }

        String name() {
            return home + "." + tree.getSimpleName();
        }

        boolean ofEmbedders() {
            return OF_EMBEDDERS.matcher(home).matches();
        }
    }

    Declarations(DocTrees docs) {
        this.docs = docs;
    }

    /** The file of a package goes before those of its types. */
    void add(CompilationUnitTree unit) {
        TreePath root = new TreePath(unit);
        String home = unit.getPackageName().toString();
        if (unit.getTypeDecls().isEmpty()) {
            packages.put(home, comment(new TreePath(root, unit.getPackage())));
        }
        for (Tree type : unit.getTypeDecls()) {
            addType(unit, home, new TreePath(root, type), false, packages.getOrDefault(home, ""));
        }
    }

    private void addType(
            CompilationUnitTree unit,
            String home,
            TreePath path,
            boolean ofInterface,
            String around) {
        ClassTree tree = (ClassTree) path.getLeaf();
        if (!open(tree.getModifiers(), ofInterface)) {
            return;
        }
        types++;
        Type type = new Type(unit, home, path, tree, comment(path));
        if (type.comment.isEmpty()) {
            silent.add(type.name());
        }
        if (type.ofEmbedders()
                && hasThread(type)
                && !THREAD.matcher(around + type.comment).matches()) {
            withoutThread.add(type.name());
        }
        for (Tree member : tree.getMembers()) {
            TreePath at = new TreePath(path, member);
            if (member instanceof ClassTree) {
                addType(unit, home, at, type.is(Kind.INTERFACE), around + type.comment);
            } else if (member instanceof MethodTree method) {
                addMethod(type, method, comment(at));
            } else if (member instanceof VariableTree variable) {
                addVariable(type, variable, comment(at));
            }
        }
    }

    private void addMethod(Type type, MethodTree method, String comment) {
        boolean written = docs.getSourcePositions().getEndPosition(type.unit, method) >= 0;
        if (!open(method.getModifiers(), type.is(Kind.INTERFACE))
                || !written
                || overrides(method)) {
            return;
        }
        members++;
        String where = type.name() + "#" + method.getName();
        boolean ofRecord = type.is(Kind.RECORD) && method.getReturnType() == null;
        if (comment.isEmpty() && !ofRecord) {
            silent.add(where);
        }
        for (String thrown : thrown(method)) {
            // A broken invariant within is no matter of callers.
            boolean invariant = thrown.equals("IllegalStateException") && !type.ofEmbedders();
            if (!invariant && !(comment + type.comment).contains(thrown)) {
                unnamedExceptions.add(where + ": " + thrown);
            }
        }
        if (!type.ofEmbedders()) {
            return;
        }
        // The sentence of a method with one parameter is about that.
        if (method.getParameters().size() > 1 && !ofRecord) {
            for (VariableTree parameter : method.getParameters()) {
                explain(where, parameter, comment + type.comment);
            }
        }
        Tree result = method.getReturnType();
        if (result != null
                && NUMBERS.contains(result.toString())
                && !result.toString().equals("int")
                && !UNIT.matcher(method.getName() + comment).find()) {
            withoutMeaning.add(where + " returns a " + result);
        }
    }

    private void addVariable(Type type, VariableTree variable, String comment) {
        Set<Modifier> flags = variable.getModifiers().getFlags();
        String where = type.name() + "." + variable.getName();
        if (type.is(Kind.RECORD) && !flags.contains(Modifier.STATIC)) {
            members++;
            if (type.ofEmbedders() && !saysAll(type.tree, variable)) {
                explain(type.name(), variable, type.comment);
            }
            return;
        }
        boolean constant =
                type.is(Kind.ENUM)
                        && variable.getType().toString().equals("" + type.tree.getSimpleName());
        if (constant || open(variable.getModifiers(), type.is(Kind.INTERFACE))) {
            members++;
            if (comment.isEmpty() && !(constant && madeWithText(variable))) {
                silent.add(where);
            }
        }
    }

    private void explain(String where, VariableTree number, String comment) {
        String name = number.getName().toString();
        boolean plain = NUMBERS.contains(number.getType().toString());
        boolean clear = plain && UNIT.matcher(name).find();
        boolean component = number.getModifiers().getFlags().contains(Modifier.FINAL);
        if ((plain || component)
                && !clear
                && !comment.contains("@param " + name + " ")
                && !comment.contains("{@code " + name + "}")) {
            withoutMeaning.add(where + ": " + name);
        }
    }

    /** The only component, an id, and one that is called as its type need no words. */
    private static boolean saysAll(ClassTree record, VariableTree component) {
        long components =
                record.getMembers().stream()
                        .filter(m ->
                                m instanceof VariableTree v
                                        && !v.getModifiers().getFlags().contains(Modifier.STATIC))
                        .count();
        String type = component.getType().toString().replaceAll("@[\\w.]+ ?", "");
        String name = component.getName().toString();
        if (NUMBERS.contains(type)) {
            return false;
        }
        String plural = type.replaceAll("List<(.*)>", "$1s").toLowerCase(Locale.ROOT);
        return components == 1
                || (type.equals("String") && (name.endsWith("Id") || name.equals("room")))
                || (!type.equals("boolean") && plural.contains(name.toLowerCase(Locale.ROOT)));
    }

    /** What has no instances, nor any but records and enums, has no thread. */
    private static boolean hasThread(Type type) {
        ModifiersTree modifiers = type.tree.getModifiers();
        boolean acts =
                type.tree.getMembers().stream()
                        .anyMatch(m ->
                                m instanceof MethodTree method
                                        && !method.getModifiers()
                                                .getFlags()
                                                .contains(Modifier.STATIC)
                                        && method.getReturnType() != null);
        return (type.is(Kind.CLASS) || type.is(Kind.INTERFACE))
                && acts
                && !modifiers.getFlags().contains(Modifier.SEALED)
                && !type.name().endsWith("Exception");
    }

    private static boolean open(ModifiersTree modifiers, boolean ofInterface) {
        Set<Modifier> flags = modifiers.getFlags();
        return (ofInterface && !flags.contains(Modifier.PRIVATE))
                || flags.contains(Modifier.PUBLIC)
                || flags.contains(Modifier.PROTECTED);
    }

    private static boolean overrides(MethodTree method) {
        return method.getModifiers().getAnnotations().stream()
                .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
    }

    /**
     * A broken invariant of ours is nobody's business (IllegalStateException in inner packages).
     */
    private static Set<String> thrown(MethodTree method) {
        Set<String> thrown = new TreeSet<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitThrow(ThrowTree statement, Void none) {
                if (statement.getExpression() instanceof NewClassTree made) {
                    thrown.add(made.getIdentifier().toString());
                }
                return super.visitThrow(statement, none);
            }

            @Override
            public Void visitLambdaExpression(LambdaExpressionTree lambda, Void none) {
                return null;
            }

            @Override
            public Void visitClass(ClassTree inner, Void none) {
                return null;
            }
        }.scan(method.getBody(), null);
        return thrown;
    }

    private static boolean madeWithText(VariableTree constant) {
        return constant.getInitializer() instanceof NewClassTree made
                && made.getArguments().stream()
                        .anyMatch(a ->
                                a.getKind() == Kind.STRING_LITERAL || a.getKind() == Kind.PLUS);
    }

    private String comment(TreePath path) {
        DocCommentTree comment = docs.getDocCommentTree(path);
        return comment == null || comment.getFirstSentence().isEmpty() ? "" : comment.toString();
    }
}
