// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import ringway.acceptance.report.Run;

/** Gives a test its {@link Stage}, a new one each, and keeps the ladder for the report. */
public final class FlowExtension implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(FlowExtension.class);

  private static final Map<Class<?>, Supplier<Stage>> STAGES =
      Map.of(
          Lab.class, Lab::new,
          HomeLab.class, HomeLab::new,
          SsoLab.class, SsoLab::new,
          Chain.class, Chain::new,
          KamailioLab.class, KamailioLab::new,
          TwoNodes.class, TwoNodes::new,
          ManyUsers.class, ManyUsers::new);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return STAGES.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(SPACE)
        .getOrComputeIfAbsent(
            "stage", _ -> STAGES.get(parameter.getParameter().getType()).get(), Stage.class);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Stage stage = context.getStore(SPACE).remove("stage", Stage.class);
    if (stage != null) {
      Run.current().ladder(context.getUniqueId(), stage.ladder());
      stage.close();
    }
  }
}
