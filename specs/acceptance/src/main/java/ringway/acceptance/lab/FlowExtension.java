// SPDX-License-Identifier: Apache-2.0
package ringway.acceptance.lab;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import ringway.acceptance.report.Run;

/**
 * Gives a test its {@link Lab}, {@link HomeLab}, {@link SsoLab}, {@link Chain} or {@link
 * KamailioLab}, and keeps the ladder for the report.
 */
public final class FlowExtension implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(FlowExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Lab.class
        || type == HomeLab.class
        || type == SsoLab.class
        || type == Chain.class
        || type == KamailioLab.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(SPACE)
        .getOrComputeIfAbsent("stage", _ -> stage(parameter.getParameter().getType()), Stage.class);
  }

  private static Stage stage(Class<?> type) {
    if (type == Lab.class) {
      return new Lab();
    }
    if (type == SsoLab.class) {
      return new SsoLab();
    }
    if (type == HomeLab.class) {
      return new HomeLab();
    }
    return type == Chain.class ? new Chain() : new KamailioLab();
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
